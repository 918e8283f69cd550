"""What makes shells complete: each asks `supportterm __complete -- WORDS…` and shows what comes back."""

from typing import Final

_BASH = r"""
_supportterm() {
  local IFS=$'\n' line
  COMPREPLY=()
  while IFS= read -r line; do COMPREPLY+=("${line%%$'\t'*}"); done \
    < <(supportterm __complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *[=/] ]] && compopt -o nospace
}
complete -o default -F _supportterm supportterm
"""

_ZSH = r"""
#compdef supportterm
_supportterm() {
  local -a found
  local line
  while IFS= read -r line; do
    found+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
  done < <(supportterm __complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)
  _describe supportterm found
}
compdef _supportterm supportterm
"""

_FISH = r"""
function __supportterm_complete
  supportterm __complete -- (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null
end
complete -c supportterm -f -a '(__supportterm_complete)'
"""

SCRIPTS: Final = {"bash": _BASH.strip(), "zsh": _ZSH.strip(), "fish": _FISH.strip()}
