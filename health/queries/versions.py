from health.models import HealthModelVersion


class NoPublishedVersionError(LookupError):
    """Nobody has published a health model; nothing can be scored."""


def version_published() -> HealthModelVersion:
    """The version that scores; NoPublishedVersionError when there is none."""
    version = HealthModelVersion.objects.published().first()
    if version is None:
        raise NoPublishedVersionError("no version of the health model is published")
    return version
