"""Methods that show pictures, sound and film."""

from __future__ import annotations

from typing import Any

from visdom.client.arrays import Array, ArrayLike, to_array
from visdom.client.figures.audio import audio_html
from visdom.client.figures.files import FilePath
from visdom.client.figures.image import history_request, image_request
from visdom.client.figures.images import picture_of
from visdom.client.figures.video import encode_mp4, frames_of, read_video, video_html, video_options
from visdom.client.messages import Appending, Reply
from visdom.client.methods.documents import DocumentMethods
from visdom.client.options import GivenOptions, prepare
from visdom.errors import BadArgument


class MediaMethods(DocumentMethods):
    """Pictures, sound and film. `win=None` draws a new window, `env=None` in the client's own environment."""

    def image(self, img: ArrayLike, win: str | None = None, env: str | None = None, opts: GivenOptions = None) -> Reply:
        """Show a picture.

        Args:
            img: height x width, or channels x height x width with 1 (grey), 2 (grey, alpha), 3 (RGB) or 4 (RGBA)
                channels. Floats below 2 are brightness from 0 to 1; bytes, and floats of which one is larger, are
                from 0 to 255. Values beyond are clipped; NaN is black.
            opts: `title`, `caption`, `width` and `height` in pixels (default: those of the picture),
                `jpgquality` (above 0, up to 100: JPEG instead of PNG), `store_history` (keep previous pictures of
                the window; the page shows a slider).

        Returns the id of the window. Raises `BadArgument` for shapes and options that do not fit, and `BadPixels`
        for values that are neither floats nor bytes.

        Example: `vis.image(numpy.random.rand(3, 64, 64), win="sample", opts={"caption": "noise"})`
        """
        request = image_request(to_array(img, "img"), win, env, prepare(opts))
        if win is not None and opts and opts.get("store_history"):
            request = history_request(request.message, self._appending(win, env, otherwise=Appending.TO_ANY, asks=True))
        return self._send(*request)

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
        values that are not numbers.

        Example: `vis.images(numpy.random.rand(20, 3, 32, 32), nrow=5, opts={"title": "Samples"})`
        """
        return self.image(picture_of(tensor, nrow, padding), win, env, opts)

    def audio(
        self,
        tensor: ArrayLike | None = None,
        audiofile: FilePath | None = None,
        win: str | None = None,
        env: str | None = None,
        opts: GivenOptions = None,
    ) -> Reply:
        """Show a player with a sound.

        Args:
            tensor: N samples, or N x 2 for left and right. They are scaled so that the largest one gets the full
                volume. NaN is silent.
            audiofile: a file in wav, mp3, ogg or flac; the samples are used if both are given.
            opts: `title`, `sample_frequency` (samples per second, default 44100). The pane is always 330 x 80 pixels.

        Returns the id of the window. Raises `BadArgument` for shapes and options that do not fit, and for a file that
        cannot be read or is of another kind.

        Example, one second of the note A: `vis.audio(numpy.sin(numpy.arange(44100) * 2 * numpy.pi * 440 / 44100))`
        """
        html, own = audio_html(tensor, audiofile, prepare(opts))
        return self.text(html, win, env, own)

    def video(
        self,
        tensor: ArrayLike | None = None,
        dim: str = "LxHxWxC",
        videofile: FilePath | None = None,
        win: str | None = None,
        env: str | None = None,
        opts: GivenOptions = None,
    ) -> Reply:
        """Show a player with a film.

        Args:
            tensor: frames x height x width x channels, with 1 channel (grey) or 3 (blue, green, red); values as for
                `image`, and whole numbers from 0 to 255.
            dim: order of the dimensions, "LxHxWxC" or "LxCxHxW".
            videofile: a file in mp4, ogv, avi or webm; the frames are used if both are given.
            opts: `title`, `fps` (frames per second, default 25), `autoplay`, `loop`, `width` and `height` in pixels.

        Returns the id of the window. Raises `BadArgument` for shapes and options that do not fit and for a file that
        cannot be read or is of another kind, `BadFrames` for other numbers of channels, and `MissingPackage` if frames
        are to be encoded without PyAV: `pip install 'visdom[video]'`.

        Example: `vis.video(numpy.random.rand(50, 64, 64, 3), opts={"fps": 12.5, "loop": True})`
        """
        own = video_options(prepare(opts))
        if tensor is not None:
            recording, kind = self._encode(frames_of(to_array(tensor, "tensor"), dim), own["fps"])
        elif videofile is not None:
            recording, kind = read_video(videofile)
        else:
            raise BadArgument("video: expected frames in tensor or a file in videofile, got neither")
        return self.text(video_html(recording, kind, own), win, env, own)

    def _encode(self, tensor: Array, fps: Any) -> tuple[bytes, str]:
        """The frames (frames x height x width x channels) as a file, and its kind; subclasses may override this."""
        return encode_mp4(tensor, fps), "mp4"
