"""Every key of `opts`, once: which methods know it, what it expects and what it means.

The checks in `options` take their words from here, and the manual its tables. `{a}` in a name stands for an axis.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Option:
    """One key of `opts`. Without a default the option is absent unless given."""

    name: str
    expected: str
    meaning: str
    default: str = ""
    unit: str = ""
    axes: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that callers write: one, or one per axis."""
        return tuple(self.name.format(a=axis) for axis in self.axes) if self.axes else (self.name,)


@dataclass(frozen=True)
class Group:
    """Options that the same methods know. `is_general`: they dress a window or plot, whatever it shows."""

    title: str
    methods: tuple[str, ...]
    options: tuple[Option, ...]
    is_general: bool = False


POINTS = ("scatter", "line", "stem", "quiver")
FLAT_PLOTS = (*POINTS, "bar", "histogram", "boxplot", "heatmap", "contour", "mesh", "update_window_opts")
SCENES = ("scatter", "mesh", "surf")
PLOTS = (*dict.fromkeys((*FLAT_PLOTS, *SCENES)), "pie", "sunburst")
SOUND_AND_TEXT = ("text", "properties", "svg", "matplot", "audio", "video", "embeddings")
WINDOWS = (*PLOTS, *SOUND_AND_TEXT, "image", "images", "graph", "dual_axis_lines")

A_STRING = "a string"
A_SWITCH = "True or False"
A_COUNT = "a number above 0"
NAMES = "a list of names"

TITLE = Option("title", A_STRING, "Text in the bar of the window; a number is shown as text.")
WIDTH = Option("width", A_COUNT, "Width of the window.", "chosen by the page", "pixels")
HEIGHT = Option("height", A_COUNT, "Height of the window.", "chosen by the page", "pixels")
COLORMAP = Option("colormap", "the name of a colour map", "Colours from low to high, one of plotly's.", '"Viridis"')
LEGEND = Option("legend", "a list of names, one per trace", "Names of the traces; shows the legend.")
OPACITY = Option("opacity", "a number from 0 to 1", "How opaque they are.", "1")
ROWNAMES = Option("rownames", NAMES, "Name of each row.")
COLUMNNAMES = Option("columnnames", NAMES, "Name of each column.")

GROUPS = (
    Group("Every window", WINDOWS, (TITLE,), is_general=True),
    Group("Sizes", tuple(name for name in WINDOWS if name != "audio"), (WIDTH, HEIGHT), is_general=True),
    Group(
        "Every plot",
        PLOTS,
        (
            Option("showlegend", A_SWITCH, "Show the legend.", "True if there is a `legend`"),
            Option("marginleft", "a number", "Room left of the plot.", "60 (scenes: 0)", "pixels"),
            Option("marginright", "a number", "Room right of it.", "60", "pixels"),
            Option("margintop", "a number", "Room above it.", "60 (scenes: 20)", "pixels"),
            Option("marginbottom", "a number", "Room below it.", "60 (scenes: 0)", "pixels"),
            Option(
                "layoutopts",
                'a dict `{"plotly": {...}}`',
                "Members for plotly's layout; each replaces what the other options made of it.",
            ),
        ),
        is_general=True,
    ),
    Group(
        "Axes",
        tuple(dict.fromkeys((*FLAT_PLOTS, *SCENES))),
        (
            Option("{a}label", A_STRING, "Title of the axis.", axes="xyz"),
            Option("{a}type", '"linear", "log", "date" or "category"', "Kind of the axis.", "by the data", axes="xyz"),
            Option("{a}tickmin", "a number", "Lower end; needs the upper one.", "by the data", axes="xyz"),
            Option("{a}tickmax", "a number", "Upper end; needs the lower one.", "by the data", axes="xyz"),
            Option("{a}tickvals", "a list of places", "Where the ticks are.", "chosen by the page", axes="xyz"),
            Option("{a}ticklabels", "a list of texts", "What is written at these places.", "the values", axes="xyz"),
            Option("{a}tickstep", "a number", "Distance of ticks; scenes need both ends, too.", axes="xyz"),
            Option("{a}tick", A_SWITCH, "Write at the ticks.", "True", axes="xyz"),
            Option("{a}tickfont", "a dict such as `{'size': 9}`", "Font of what is written at ticks.", axes="xyz"),
        ),
        is_general=True,
    ),
    Group(
        "Points and lines",
        POINTS,
        (
            LEGEND,
            Option("markersymbol", "the name of a symbol", "Shape of the points, one of plotly's.", '"dot"'),
            Option("markersize", A_COUNT, "Size of the points.", "10", "pixels"),
            Option("markerborderwidth", "a number from 0", "Width of their black border.", "0.5", "pixels"),
            Option(
                "markercolor",
                "a numpy array from 0 to 255, one row per point or per label",
                "Rows of three are red, green, blue; single numbers are the opacity of blue.",
                "plotly's",
            ),
            Option(
                "linecolor", "a numpy array from 0 to 255, labels x 3", "Red, green, blue of each line.", "plotly's"
            ),
            Option("dash", "a numpy array of names, one per label", '"solid", "dash", "dot", "dashdot".', '"solid"'),
            Option("textlabels", "a list of texts, one per point", "Written at the points."),
            Option("fillarea", A_SWITCH, "Fill down to the trace below, or to the axis.", "False"),
            Option("webgl", A_SWITCH, "Draw with WebGL: for very many points. Flat plots only.", "False"),
            Option(
                "traceopts",
                'a dict `{"plotly": {trace: {...}}}`',
                "Members for plotly's traces, by their names, or by their numbers from 0.",
            ),
        ),
    ),
    Group(
        "Points",
        ("scatter",),
        (
            Option(
                "mode",
                "a plotly mode such as 'lines'",
                "What is drawn: markers, lines, text, joined by +.",
                '"markers", with `textlabels` "markers+text"',
            ),
        ),
    ),
    Group("Lines", ("line",), (Option("markers", A_SWITCH, "Draw the points, too.", "False"),)),
    Group(
        "Arrows",
        ("quiver",),
        (
            Option("normalize", A_COUNT, "Length of the longest arrow.", "as given", "units of the axes"),
            Option("arrowheads", A_SWITCH, "Draw the heads.", "True"),
        ),
    ),
    Group(
        "Bars",
        ("bar",),
        (
            Option("stacked", A_SWITCH, "Put the bars of a row on each other.", "False"),
            Option("rownames", NAMES, "Name of each row, below its bars."),
            Option("legend", "a list of names, one per column", "Names of the columns; shows the legend."),
        ),
    ),
    Group(
        "Bins",
        ("histogram",),
        (
            Option("numbins", "a whole number above 0", "How many bins.", "30, fewer for few values"),
            Option("rownames", NAMES, "Name of each bin, below its bar."),
        ),
    ),
    Group(
        "Changes",
        ("update_window_opts",),
        (Option("legend", "a list of names", "New names of the traces, in their order."),),
    ),
    Group("Boxes", ("boxplot",), (Option("legend", "a list of names, one per column", "Names of the boxes."),)),
    Group("Slices", ("pie",), (Option("legend", "a list of names, one per value", "Names of the slices."),)),
    Group(
        "Cells",
        ("heatmap",),
        (
            COLORMAP,
            Option("xmin", "a number", "Value at the low end of the colours.", "the smallest"),
            Option("xmax", "a number", "Value at the high end of the colours.", "the largest"),
            COLUMNNAMES,
            ROWNAMES,
            Option("nancolor", "a CSS colour", "Colour of cells that are NaN.", "empty"),
        ),
    ),
    Group(
        "Surfaces",
        ("surf", "contour"),
        (
            COLORMAP,
            Option("xmin", "a number", "Value at the low end of the colours.", "the smallest"),
            Option("xmax", "a number", "Value at the high end of the colours.", "the largest"),
        ),
    ),
    Group("Faces", ("mesh",), (Option("color", A_STRING, "CSS colour of the faces.", "plotly's"), OPACITY)),
    Group(
        "Sectors",
        ("sunburst",),
        (
            Option("size", "a number", "Size of the text outside of sectors.", "plotly's", "pixels"),
            Option("font_size", "a number", "Another name of `size`, which counts if both are given."),
            Option("font_color", A_STRING, "CSS colour of that text.", "plotly's"),
            OPACITY,
            Option("marker_width", "a number", "Width of the lines between sectors.", "plotly's", "pixels"),
            Option("line_width", "a number", "Another name of `marker_width`, which counts if both are given."),
        ),
    ),
    Group(
        "Two axes",
        ("dual_axis_lines",),
        (
            Option("title", A_STRING, "Title of the plot and of the window.", '"Example Double Y axis"'),
            Option("width", A_COUNT, "Width of the window.", "500", "pixels"),
            Option("height", A_COUNT, "Height of the window.", "300", "pixels"),
            Option("name_y1", A_STRING, "Name of the first line and its axis.", '"Y1 axis"'),
            Option("name_y2", A_STRING, "Name of the second line and its axis.", '"Y2 axis"'),
            Option("color_title_y1", A_STRING, "CSS colour of the first axis' title.", '"black"'),
            Option("color_title_y2", A_STRING, "CSS colour of the second axis' title.", "violet"),
            Option("color_tick_y1", A_STRING, "CSS colour of the first axis' ticks.", '"black"'),
            Option("color_tick_y2", A_STRING, "CSS colour of the second axis' ticks.", "violet"),
            Option("side", '"left" or "right"', "Where the second axis stands.", '"right"'),
            Option("showlegend", A_SWITCH, "Show the legend.", "True"),
            Option("left", "a number", "Room left of the plot.", "60", "pixels"),
            Option("right", "a number", "Room right of it.", "60", "pixels"),
            Option("top", "a number", "Room above it.", "60", "pixels"),
            Option("bottom", "a number", "Room below it.", "60", "pixels"),
        ),
    ),
    Group(
        "Networks",
        ("graph",),
        (
            Option("width", A_COUNT, "Width of the window.", "500", "pixels"),
            Option("height", A_COUNT, "Height of the window.", "500", "pixels"),
            Option("directed", A_SWITCH, "Draw edges as arrows.", "False"),
            Option("showVertexLabels", A_SWITCH, "Write the names of nodes always, not only on hovering.", "False"),
            Option("showEdgeLabels", A_SWITCH, "Write the names of edges always, not only on hovering.", "False"),
            Option("scheme", '"same" or "different"', "One colour for all nodes, or one for each.", '"same"'),
        ),
    ),
    Group(
        "Pictures",
        ("image", "images"),
        (
            Option("width", A_COUNT, "Width of the window.", "that of the picture", "pixels"),
            Option("height", A_COUNT, "Height of the window.", "that of the picture", "pixels"),
            Option("caption", A_STRING, "Text below the picture."),
            Option("jpgquality", "a number above 0, up to 100", "Send JPEG of this quality instead of PNG."),
            Option("store_history", A_SWITCH, "Keep the earlier pictures of the window behind a slider.", "False"),
            Option("show_slider", A_SWITCH, "Show that slider.", "True"),
        ),
    ),
    Group(
        "Drawings of matplotlib",
        ("matplot",),
        (
            Option("resizable", A_SWITCH, "Let the drawing grow and shrink with its window.", "False"),
            Option("width", A_COUNT, "Width of the window.", "that of the drawing", "pixels"),
            Option("height", A_COUNT, "Height of the window.", "that of the drawing", "pixels"),
        ),
    ),
    Group(
        "Sound",
        ("audio",),
        (Option("sample_frequency", A_COUNT, "Samples of each channel per second.", "44100", "Hz"),),
    ),
    Group(
        "Film",
        ("video",),
        (
            Option("fps", A_COUNT, "Pictures per second.", "25", "Hz"),
            Option("loop", A_SWITCH, "Begin again at the end.", "False"),
            Option("autoplay", A_SWITCH, "Begin at once.", "False"),
        ),
    ),
)

EXPECTED = {key: option.expected for group in GROUPS for option in group.options for key in option.keys}
"""What each key expects, in the words of an error message."""
