"""The tables of experts."""

from experts.models.draw import Draw, DrawNames, DrawStep, PlatformHalf, PlatformKey

__all__ = ("Draw", "DrawNames", "DrawStep", "PlatformHalf", "PlatformKey")
