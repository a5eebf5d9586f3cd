"""How the set-up writes static files: the names that production serves, compressed with less zeal.

The best of brotli costs half a minute for five per cent, and every changed file pays it again.
"""

import brotli
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

QUALITY = 6


class QuickCompressor(Compressor):
    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        return bytes(brotli.compress(data, quality=QUALITY))


class QuickStorage(CompressedManifestStaticFilesStorage):
    """Reads and writes the same manifest as the storage of the settings."""

    def create_compressor(self, **options: object) -> QuickCompressor:
        return QuickCompressor(**options)
