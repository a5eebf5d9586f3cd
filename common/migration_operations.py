"""What our migrations do that neither Django nor a package does."""

from typing import Any

from django.db.migrations.operations.base import Operation


class InstallTriggers(Operation):
    """Creates the triggers that `options["triggers"]` of this app's models have by now.

    For the first migration of an app: `AddTrigger` renders every related model anew for each
    trigger, and there are more than a hundred.
    """

    reversible = True

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models have them already."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: Any,
        from_state: Any,  # noqa: ARG002
        to_state: Any,
    ) -> None:
        for (app, _name), model in to_state.models.items():
            for trigger in model.options.get("triggers", ()) if app == app_label else ():
                schema_editor.execute(trigger.install_sql, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        """They go with their tables."""

    def describe(self) -> str:
        return "Install the triggers of the models"
