"""What is known of Python, IPython and the usual libraries: which names, calls and modules have effects.

Lists can be too short in one direction only: what is not known to be harmless counts as an effect, and a cell with an
effect is run for every function.
"""

from __future__ import annotations

import builtins
import re
import sys

LIBRARIES = frozenset(
    """
    torch torchvision numpy keras scipy pandas sklearn PIL einops matplotlib tqdm math cmath itertools functools
    operator collections copy random string re statistics fractions decimal datetime time typing typing_extensions types
    dataclasses enum abc numbers json textwrap contextlib pathlib os.path
    """.split()
)
"""Modules whose functions give a value and leave nothing behind, but for those that `EFFECT` names."""

KNOWN_MODULES = (
    LIBRARIES
    | frozenset(sys.stdlib_module_names)
    | frozenset(
        "autograder hypothesis IPython ipywidgets plotly pytest seaborn tensorflow torchaudio torchmetrics".split()
    )
)
"""Top-level modules whose import changes nothing but the names that it binds."""

EFFECT = re.compile(
    r"_.*|(un)?register.*|(set|use|enable|disable|deterministic|install|add|write|save|load)_.*|(manual_)?seed(_all)?"
    r"|set|save|savez|savetxt|tofile|fromfile|dump|write|open|mkdir|makedirs|touch|unlink|rmdir|rename|replace_|chdir"
    r"|system|popen|spawn|fork|kill|exit|quit|abort|start|run|load|reload|compile|script|trace|impl|define"
    r"|patch|patcher|install|use|rc|seterr|update_default|switch_backend|ion|ioff|getattr|symlink_to|hardlink_to|chmod"
)
"""Attributes whose call may change what no name stands for: a library's settings, a file, a registry."""

HARMLESS_BUILTINS = frozenset(
    "bool display float id int isinstance issubclass len print range repr round str type".split()
)
"""Builtins that neither call nor keep nor change what they are given, as long as it is the usual kind of object."""

PURE_BUILTINS = (
    HARMLESS_BUILTINS
    | frozenset(
        """
        all any ascii bin callable chr divmod filter format hasattr hash help hex iter map max min next oct ord pow
        reversed setattr delattr sorted vars dir super
        """.split()
    )
    | {name for name, value in vars(builtins).items() if isinstance(value, type)}
)
"""Builtins that have no effect beyond what they are given; all types are among them."""

BUILTINS = frozenset(dir(builtins)) | {"display"}

MUTATORS = frozenset(
    """
    append appendleft extend extendleft insert add update pop popleft popitem remove discard clear setdefault sort
    reverse rotate write writelines send throw close step zero_grad load_state_dict register_buffer register_parameter
    add_module
    intersection_update difference_update symmetric_difference_update subtract move_to_end put __next__
    __setitem__ __delitem__ __setattr__ __iadd__ __ior__
    """.split()
)
"""Methods that are there to change their object, like those of torch whose name ends in an underscore."""

PURE_METHODS = frozenset(
    """
    abs all any argmax argmin argsort astype bool ceil children clamp clip clone copy count cos cpu decode detach dim
    encode endswith eq exp float flatten floor format get index int is_dir is_file isdigit item items join keys log long
    lower lstrip max mean median min modules named_modules named_parameters nonzero norm numel numpy parameters permute
    pow repeat replace reshape round rstrip sign sin size softmax sort_values split sqrt square squeeze stack startswith
    state_dict std strip sum t tan tanh to tolist transpose type unbind unsqueeze upper values var view with_suffix
    """.split()
)
"""Methods that leave their object as it is; trusted in the course's own cells only."""

REFLECTION = frozenset(
    """
    exec eval compile globals locals __import__ __builtins__ __annotations__ __loader__ __spec__ breakpoint get_ipython
    In Out _ih _oh _dh _i _ii _iii _ __ ___
    """.split()
)
"""Names by which code reaches others without naming them, or the cells that ran before."""

HISTORY = re.compile(r"_i?\d+")
"""IPython's names for the inputs and outputs of earlier cells."""

REFLECTIVE_ATTRIBUTES = frozenset(
    """
    __globals__ __builtins__ __code__ __closure__ __subclasses__ __getframe _getframe _current_frames f_globals f_locals
    f_back f_builtins gi_frame cr_frame ag_frame tb_frame tb_next settrace setprofile meta_path path_hooks __import__
    import_module get_ipython user_ns user_global_ns run_cell run_line_magic run_cell_magic InteractiveShell
    """.split()
)

REFLECTIVE_MODULES = frozenset(
    "__main__ bdb builtins code codeop ctypes gc imp importlib inspect pdb runpy trace".split()
)

HARMLESS_OF_SYS = frozenset(
    """
    argv byteorder executable exit float_info getrecursionlimit getsizeof hexversion maxsize path platform
    setrecursionlimit stderr stdin stdout version version_info
    """.split()
)
"""What may be used of `sys`; the rest leads everywhere."""

CELL_MAGICS = frozenset("capture prun time timeit".split())
"""Cell magics that run what stands below them as a cell."""

LINE_MAGICS = frozenset("time timeit prun".split())
"""Line magics that run the rest of the line."""

OTHER_MAGICS = frozenset(
    "autoreload colors conda config load_ext matplotlib pdoc pinfo pinfo2 pip precision psearch reload_ext".split()
)
"""Magics that run nothing of the notebook's."""
