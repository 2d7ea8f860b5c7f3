"""Builds the compiled kernel into the wheel; without a compiler the wheel is pure Python, and slower."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NAME = "classifier/engine/_kernel"


class KernelHook(BuildHookInterface):
    """Compiles ``classifier/engine/c`` against Python's stable interface."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build beside the source; a failure is said and is no error."""
        if self.target_name != "wheel":
            return
        try:
            built = self._compile()
        except Exception as error:  # no compiler, no headers: whatever it is, the fallback works
            self.app.display_warning(f"policytag: the kernel was not built ({error}); pure Python is used")
            return
        build_data["pure_python"] = False
        build_data["infer_tag"] = True
        build_data["artifacts"].append(f"/{built}")

    def _compile(self) -> str:
        from setuptools import Distribution, Extension

        sources = Path(self.root, "classifier", "engine", "c")
        windows = sys.platform == "win32"
        extension = Extension(
            NAME.replace("/", "."),
            sorted(map(str, sources.glob("*.c"))),
            depends=[str(sources / "kernel.h")],
            py_limited_api=True,
            extra_compile_args=["/O2"] if windows else ["-O3", "-ffp-contract=off"],
            libraries=[] if windows else ["m"],
        )
        with tempfile.TemporaryDirectory() as folder:
            command = Distribution({"ext_modules": [extension]}).get_command_obj("build_ext")
            command.build_lib, command.build_temp = folder, str(Path(folder, "objects"))
            command.ensure_finalized()
            command.run()
            made = next(Path(folder, "classifier", "engine").glob("_kernel*"))
            target = sources.parent / made.name
            # A process may have the old one mapped: put the new file in its place, never into it.
            fresh = target.with_suffix(".new")
            fresh.write_bytes(made.read_bytes())
            os.replace(fresh, target)
        return f"classifier/engine/{target.name}"
