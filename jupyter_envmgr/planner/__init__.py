"""From what is asked for to a plan of two layers: conda first, pip last. One file per rule."""
