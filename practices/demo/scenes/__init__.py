"""The drawings, each a function of a canvas and a source of chance."""
