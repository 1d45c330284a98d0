"""The scenario room: strict YAML in, a validated and frozen scenario out."""
