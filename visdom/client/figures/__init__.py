"""Pure figures: data and options in, request out; one file per plot, with the table of its options.

The methods pass arrays and a checked copy of the options; the figure may change and send this copy.
"""
