"""The self-contained program: how it is built, packed and tried. ``docs/project/release.md`` explains it."""
