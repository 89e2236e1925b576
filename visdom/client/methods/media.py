"""Methods that show text and pictures."""

from __future__ import annotations

from visdom.client.arrays import ArrayLike, to_array
from visdom.client.figures.image import image_request
from visdom.client.figures.text import text_request
from visdom.client.methods.windows import WindowMethods
from visdom.client.options import GivenOptions
from visdom.client.request import Appending, Reply


class MediaMethods(WindowMethods):
    """Text and pictures. `win=None` draws a new window, `env=None` in the client's own environment."""

    def text(
        self,
        text: str,
        win: str | None = None,
        env: str | None = None,
        opts: GivenOptions = None,
        append: bool = False,
    ) -> Reply:
        """Show a text, which may hold HTML.

        Args:
            opts: `title`, `width` and `height` in pixels, and whatever else the page should know.
            append: add the text as a new line to an existing text window. Options are then ignored.

        Returns the id of the window. Raises `BadArgument` for options that do not fit.

        Example: `log = vis.text("started"); vis.text("epoch 1 done", win=log, append=True)`
        """
        return self._send(*text_request(text, win, env, opts, append))

    def image(self, img: ArrayLike, win: str | None = None, env: str | None = None, opts: GivenOptions = None) -> Reply:
        """Show a picture.

        Args:
            img: height x width, or channels x height x width with 1 (grey), 2 (grey, alpha), 3 (RGB) or 4 (RGBA)
                channels. Floats up to 1 are brightness from 0 to 1; larger floats and bytes are from 0 to 255.
            opts: `title`, `caption`, `width` and `height` in pixels (default: those of the picture),
                `jpgquality` (above 0, up to 100: JPEG instead of PNG), `store_history` (keep earlier pictures of
                the window; the page shows a slider).

        Returns the id of the window. Raises `BadArgument` for shapes and options that do not fit, and `BadPixels`
        for values that are neither floats nor bytes.

        Example: `vis.image(numpy.random.rand(3, 64, 64), win="sample", opts={"caption": "noise"})`
        """
        appending = Appending.TO_NEW
        if win is not None and opts and opts.get("store_history"):
            appending = self._appending(win, env, otherwise=Appending.TO_NEW)
        return self._send(*image_request(to_array(img, "img"), win, env, opts, appending))
