"""The library's own source in a chapter, so that text and code cannot drift apart."""

import ast
import inspect
import textwrap


class Listing:
    """The source of a function, class or method, without its docstrings and argument checks."""

    def __init__(self, thing):
        self.source = _bare(textwrap.dedent(inspect.getsource(thing)))
        self.file = f"{thing.__module__.replace('.', '/')}.py"

    def __repr__(self) -> str:
        return self.source

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {
            "text/markdown": f"From `{self.file}`:\n\n```python\n{self.source}\n```",
            "text/plain": self.source,
        }


def show(thing) -> Listing:
    """Show the source of a function, class or method, without docstrings and argument checks."""
    return Listing(thing)


def _bare(source: str) -> str:
    lines = source.splitlines()
    kinds = ast.FunctionDef | ast.ClassDef
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, kinds) and ast.get_docstring(node) is not None:
            docstring = node.body[0]
            _drop(lines, docstring)
            after = docstring.end_lineno
            if after < len(lines) and lines[after] == "":
                lines[after] = None  # the blank line below a class's docstring
        elif _is_check(node):
            _drop(lines, node)
    return "\n".join(line for line in lines if line is not None)


def _is_check(node: ast.AST) -> bool:
    """Whether a statement only checks arguments, by the functions of the room `arguments`."""
    match node:
        case ast.Expr(value=ast.Call(func=ast.Name(id=name))):
            return name.startswith("check_")
        case ast.Raise(exc=ast.Call(func=ast.Name(id=name))):
            return name == "refusal"
        case ast.If(body=body, orelse=[]) | ast.For(body=body, orelse=[]):
            return all(map(_is_check, body))
    return False


def _drop(lines: list, node: ast.stmt) -> None:
    lines[node.lineno - 1 : node.end_lineno] = [None] * (node.end_lineno - node.lineno + 1)
