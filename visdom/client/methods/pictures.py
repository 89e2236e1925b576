"""Methods that show pictures."""

from __future__ import annotations

from visdom.client.arrays import ArrayLike, to_array
from visdom.client.figures.image import image_request
from visdom.client.figures.images import picture_of
from visdom.client.methods.windows import WindowMethods
from visdom.client.options import GivenOptions
from visdom.client.request import Appending, Reply


class PictureMethods(WindowMethods):
    """Pictures. `win=None` draws a new window, `env=None` in the client's own environment."""

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

    def images(
        self,
        tensor: ArrayLike,
        nrow: int = 8,
        padding: int = 2,
        win: str | None = None,
        env: str | None = None,
        opts: GivenOptions = None,
    ) -> Reply:
        """Show several pictures of one size, in rows on white.

        Args:
            tensor: pictures x channels x height x width, or a list of pictures; values as for `image`. A single picture
                (channels x height x width, or height x width) is shown without a border.
            nrow: pictures in a row.
            padding: pixels around each picture; 0 puts them side by side.
            opts: as for `image`; `width` and `height` are by default those of all pictures together.

        Returns the id of the window. Raises `BadArgument` for shapes and options that do not fit, and `BadPixels` for
        values that are no numbers.

        Example: `vis.images(numpy.random.rand(20, 3, 32, 32), nrow=5, opts={"title": "Samples"})`
        """
        return self.image(picture_of(tensor, nrow, padding), win, env, opts)
