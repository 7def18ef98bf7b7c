# bash completion of tbtop. The program itself knows what may stand next.

_tbtop()
{
	local line files= cur=${COMP_WORDS[COMP_CWORD]}
	[ "$cur" != = ] || cur=
	COMPREPLY=()
	while IFS= read -r line; do
		if [ -n "${line%%$'\t'*}" ]; then
			COMPREPLY+=("$(printf %q "${line%%$'\t'*}")")
		else
			files=1
		fi
	done < <("$1" --complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
	[ -n "$files" ] || return 0
	compopt -o filenames 2>/dev/null
	while IFS= read -r line; do
		COMPREPLY+=("$line")
	done < <(compgen -f -- "$cur")
}
complete -F _tbtop tbtop
