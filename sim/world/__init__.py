"""The world: places, communities, residents and institutions, built once for all policies of a study."""
