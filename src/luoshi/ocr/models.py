"""The two networks of text recognition: where their files are, whether they are the right ones, and how they run.

PP-OCRv6 (small), Apache-2.0, as files in the wheel of ``rapidocr``, of which nothing else is used. They are checked
against their checksums and run by onnxruntime in one thread; nothing is fetched when a document is read.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from luoshi.reading.errors import ReadError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

DETECTOR, RECOGNISER = "PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx"
CHECKSUMS = {
    DETECTOR: "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
    RECOGNISER: "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
}
INSTALL = "make scan"
Floats = NDArray[np.float32]
Colours = NDArray[np.uint8]  # height × width × (red, green, blue)
Greys = NDArray[np.uint8]  # height × width; 0 is black
Mask = NDArray[np.bool_]  # height × width

_MEAN = np.array([0.485, 0.456, 0.406], dtype=np.float32)
_SPREAD = np.array([0.229, 0.224, 0.225], dtype=np.float32)


def find_models() -> dict[str, Path] | None:
    """Return the model files by name; None if they or what runs them is not installed."""
    if find_spec("onnxruntime") is None:
        return None
    package = find_spec("rapidocr")  # is looked for and not imported: it would need OpenCV
    for folder in (package.submodule_search_locations or ()) if package else ():
        found = {name: Path(folder) / "models" / name for name in CHECKSUMS}
        if all(path.is_file() for path in found.values()):
            return found
    return None


@cache
def load_models() -> Models:
    """Return the networks, checked and ready to run; loaded once in a process.

    Raises:
        ReadError: ``load.needs_ocr``: they are not installed, or are other files than those this was made for.
    """
    found = find_models()
    if found is None:
        raise ReadError("load.needs_ocr", command=INSTALL)
    data = {name: path.read_bytes() for name, path in found.items()}
    if any(hashlib.sha256(data[name]).hexdigest() != known for name, known in CHECKSUMS.items()):
        raise ReadError("load.needs_ocr", command=INSTALL)
    return Models(_session(data[DETECTOR]), _session(data[RECOGNISER]))


def _session(model: bytes) -> InferenceSession:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # it keeps the most that any line needed
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


class Models:
    """Both networks; pictures go in, probabilities come out."""

    def __init__(self, detector: InferenceSession, recogniser: InferenceSession) -> None:
        self._detector, self._recogniser = detector, recogniser
        known = recogniser.get_modelmeta().custom_metadata_map["character"].split("\n")
        self.characters: list[str] = ["", *known, " "]  # 0 is "no character", the last is a blank

    def text_probabilities(self, grey: Greys) -> Floats:
        """Return how likely each pixel is the inside of a line of text; sides are multiples of 32."""
        picture = np.repeat((grey.astype(np.float32) / 255)[:, :, None], 3, axis=2)
        given = ((picture - _MEAN) / _SPREAD).transpose(2, 0, 1)[None]
        found: Floats = self._detector.run(None, {"x": np.ascontiguousarray(given)})[0][0, 0]
        return found

    def character_probabilities(self, grey: Greys) -> Floats:
        """Return step × character probabilities along a line of text that is 48 pixels high."""
        line = np.repeat((grey.astype(np.float32) / 127.5 - 1)[None, :, :], 3, axis=0)[None]
        found: Floats = self._recogniser.run(None, {"x": np.ascontiguousarray(line)})[0][0]
        return found
