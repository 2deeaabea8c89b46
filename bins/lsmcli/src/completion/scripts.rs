// SPDX-License-Identifier: MIT OR Apache-2.0
//! The scripts that teach a shell to ask this program. They hold no word of the table, so that
//! they are never out of date.

/// The script of a shell.
pub(crate) fn script(shell: &str) -> &'static str {
    match shell {
        "zsh" => ZSH,
        "fish" => FISH,
        _ => BASH,
    }
}

const BASH: &str = r#"# Completion of lsmcli for bash. Load it with:
#   source <(lsmcli completion bash)
# IDs of the array are offered when LSMCLI_AUTO_COMPLETE_VALUE is set and not 0.

_lsmcli() {
    local line=${COMP_LINE:0:COMP_POINT} candidate kept=
    # bash replaces only what stands behind the last of these.
    local word=${line##*[[:space:]]}
    if [[ $COMP_WORDBREAKS == *:* ]]; then
        kept=${word%"${word##*[:=]}"}
    else
        kept=${word%"${word##*=}"}
    fi
    COMPREPLY=()
    while IFS= read -r candidate; do
        [[ $candidate == */ ]] && compopt -o nospace
        COMPREPLY+=("$(printf %q "${candidate#"$kept"}")")
    done < <(command "${1:-lsmcli}" completion bash "$line" 2>/dev/null)
}

complete -F _lsmcli lsmcli
"#;

const ZSH: &str = r#"#compdef lsmcli
# Completion of lsmcli for zsh. Write it to a file _lsmcli in a folder of $fpath, or load it with:
#   source <(lsmcli completion zsh)
# IDs of the array are offered when LSMCLI_AUTO_COMPLETE_VALUE is set and not 0.

_lsmcli() {
    local word meaning
    local -a found shown
    while IFS=$'\t' read -r word meaning; do
        found+=("$word")
        shown+=("$word${meaning:+  -- $meaning}")
    done < <(command "${words[1]:-lsmcli}" completion zsh "${(j: :)words[1,CURRENT-1]} $PREFIX" 2>/dev/null)
    (( $#found )) && compadd -l -d shown -a found
}

if [[ ${funcstack[1]} == _lsmcli ]]; then
    _lsmcli "$@"
else
    compdef _lsmcli lsmcli
fi
"#;

const FISH: &str = r#"# Completion of lsmcli for fish. Write it to ~/.config/fish/completions/lsmcli.fish, or load it with:
#   lsmcli completion fish | source
# IDs of the array are offered when LSMCLI_AUTO_COMPLETE_VALUE is set and not 0.

complete -c lsmcli -f -a '(command lsmcli completion fish (commandline -cp) 2>/dev/null)'
"#;
