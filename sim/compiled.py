"""Compiling kernels: fast to compile, nothing counted that Python holds anyway, kept on disk and never stale.

Numba by itself compiles, optimises and keeps every kernel that another kernel calls, alone and again inside its
callers, under names that spell out every field of every record, and counts references to arrays whose owner outlives
the call. Here a kernel called by another stays intermediate code until its caller is optimised, long names are
digests, and no references are counted but in kernels that allocate. All of it goes through numba's pipeline of passes,
which is not a promised interface: `private_numba` says whether it is as expected, and if not, kernels are compiled the
ordinary way, slower and with the same results.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterator
from typing import Any, overload

import numba

try:
    from numba import _dynfunc
    from numba.core import itanium_mangler
    from numba.core.codegen import JITCodeLibrary
    from numba.core.compiler import CompilerBase, CompileResult, DefaultPassBuilder, _LowerResult
    from numba.core.compiler_machinery import register_pass
    from numba.core.environment import lookup_environment
    from numba.core.registry import CPUDispatcher
    from numba.core.typed_passes import NativeLowering
except ImportError:  # another numba
    private_numba = False
else:
    private_numba = True

from sim.kernel_files import kernel_files

LONG_NAME = 160
_UNCOUNTED: dict[str, Any] = {"_nrt": False}
_COUNTED: dict[str, Any] = {}


@overload
def kernel(function: Callable[..., Any], /) -> Any: ...


@overload
def kernel(*, allocates: bool) -> Callable[[Callable[..., Any]], Any]: ...


def kernel(function: Callable[..., Any] | None = None, /, *, allocates: bool = False) -> Any:
    """Compiles a function on first call, without the interpreter's lock, and keeps the result on disk.

    Args:
        function: A function of arrays and numbers that numba can compile.
        allocates: Whether it makes arrays, or is handed some made by a kernel; only then are references counted.

    Returns:
        The compiled function.
    """
    if function is None:
        return lambda function: _kernel(function, allocates)
    return _kernel(function, allocates)


def _kernel(function: Callable[..., Any], allocates: bool) -> Any:
    if numba.config.DISABLE_JIT:
        return function
    if not private_numba:
        return numba.njit(nogil=True, cache=True)(function)
    return Kernel(
        function,
        targetoptions={"nopython": True, "nogil": True, "boundscheck": None, **(_COUNTED if allocates else _UNCOUNTED)},
    )


def rule_options() -> dict[str, Any]:
    """How numba is to compile rules, which only kernels call."""
    return {**_UNCOUNTED, "pipeline_class": CalleeCompiler} if private_numba else {}


if private_numba:

    class CalleeLibrary(JITCodeLibrary):
        """The code of a function that only kernels call: linked into its callers, optimised and emitted there alone."""

        def _optimize_final_module(self) -> None:
            """Leaves it to the callers."""

        def _finalize_final_module(self) -> None:
            """Ends the library without emitting machine code."""
            self._finalize_dynamic_globals()
            self._verify_declare_only_symbols()
            self._finalized = True

    @contextlib.contextmanager
    def _short_names(context: Any) -> Iterator[None]:
        """Symbols with digests instead of types spelt out; numba compiles under a lock, so nobody else is there."""

        def mangled(name: str, types: Any, *, abi_tags: Any = (), uid: Any = None) -> str:
            long = itanium_mangler.mangle(name, types, abi_tags=abi_tags, uid=uid)
            if len(long) <= LONG_NAME:
                return long
            digest = hashlib.sha256(long.encode()).hexdigest()[:32]
            return itanium_mangler.mangle(f"{name}.{digest}", (), abi_tags=abi_tags, uid=uid)

        context.mangler = mangled
        try:
            yield
        finally:
            del context.mangler

    @register_pass(mutates_CFG=True, analysis_only=False)
    class EntryLowering(NativeLowering):
        """Makes machine code of a kernel that Python calls."""

        _name = "entry_lowering"

        def run_pass(self, state: Any) -> bool:
            """Lowers with short names and hands over the environments of the functions inside."""
            with _short_names(state.targetctx):
                done = super().run_pass(state)
            for variable in state.library._final_module.global_variables:
                environment = lookup_environment(variable.name)
                if environment is not None:
                    state.library.codegen.set_env(variable.name, environment)
            return done

    @register_pass(mutates_CFG=True, analysis_only=False)
    class CalleeLowering(NativeLowering):
        """Makes intermediate code of a function that only kernels call."""

        _name = "callee_lowering"

        def run_pass(self, state: Any) -> bool:
            """Lowers into a library that is never emitted; what stands for it in numba's tables is never called."""
            context, flags = state.targetctx, state.flags
            state.library = CalleeLibrary(context.codegen(), state.func_id.func_qualname)
            flags.no_compile = flags.no_cpython_wrapper = flags.no_cfunc_wrapper = True
            with _short_names(context):
                done = super().run_pass(state)
            state.library._ensure_finalized()
            lowered = state["cr"]
            name = lowered.fndesc.qualname.split(".")[-1]
            stand_in = _dynfunc.make_function(
                lowered.fndesc.lookup_module(), name, "", 0, lowered.env, (state.library,)
            )
            context.insert_user_function(stand_in, lowered.fndesc, [state.library])
            state["cr"] = _LowerResult(lowered.fndesc, lowered.call_helper, cfunc=stand_in, env=lowered.env)
            return done

    class _Compiler(CompilerBase):
        """Numba's pipeline with another last step."""

        lowering: type[NativeLowering]

        def define_pipelines(self) -> list[Any]:
            """Numba's passes for compiled functions."""
            passes = DefaultPassBuilder.define_nopython_pipeline(self.state)
            passes.passes = [
                (self.lowering, text) if step is NativeLowering else (step, text) for step, text in passes.passes
            ]
            passes.finalize()
            return [passes]

    class EntryCompiler(_Compiler):
        """Compiles a kernel that Python calls."""

        lowering = EntryLowering

    class CalleeCompiler(_Compiler):
        """Compiles what only kernels call."""

        lowering = CalleeLowering

    class Kernel(CPUDispatcher):
        """A kernel with two sides: machine code for Python, intermediate code for other kernels."""

        def __init__(
            self,
            py_func: Callable[..., Any],
            locals: Any = None,
            targetoptions: Any = None,
            pipeline_class: Any = EntryCompiler,
        ) -> None:
            super().__init__(py_func, locals, targetoptions, pipeline_class)
            self._callee = CPUDispatcher(py_func, locals, dict(targetoptions or {}), CalleeCompiler)
            self._cache = _OnDisk(py_func)

        def get_call_template(self, args: Any, kws: Any) -> Any:
            """What numba types a call from another kernel with."""
            return self._callee.get_call_template(args, kws)

        def get_overload(self, sig: Any) -> Any:
            """What numba lowers a call from another kernel to."""
            return self._callee.get_overload(sig)

    class _OnDisk:
        """Numba's interface to a cache of one kernel."""

        cache_path = None

        def __init__(self, py_func: Callable[..., Any]) -> None:
            self._name = f"{py_func.__module__}.{py_func.__qualname__}"

        def load_overload(self, sig: Any, target_context: Any) -> Any:
            """The compiled kernel for these types, or None."""
            target_context.refresh()
            for processor in (("generic", ""), target_context.codegen().magic_tuple()[1:]):
                kept = kernel_files().load(self._file(sig, processor))
                if kept is not None:
                    return CompileResult._rebuild(target_context, *kept)
            return None

        def save_overload(self, sig: Any, result: Any) -> None:
            """Keeps a kernel that has just been compiled."""
            kernel_files().keep(self._file(sig, result.codegen.magic_tuple()[1:]), result._reduce())

        def _file(self, sig: Any, processor: Any) -> str:
            types = tuple(getattr(sig, "args", sig))
            key = hashlib.sha256(f"{[str(t) for t in types]} {tuple(processor)}".encode()).hexdigest()[:16]
            return f"{self._name}-{key}"

        def flush(self) -> None:
            """Nothing is flushed: files are named by content."""
