# fish completion of tbtop. The program itself knows what may stand next.

function __tbtop_answers
	set -l words (commandline -opc)
	$words[1] --complete $words[2..-1] (commandline -ct) 2>/dev/null
end

# Names of files too, where it says so: the line that begins with a tab.
function __tbtop_takes_files
	__tbtop_answers | string match -qr '^\t'
end

complete -c tbtop -f
complete -c tbtop -a '(__tbtop_answers | string match -vr "^\t")'
complete -c tbtop -n __tbtop_takes_files -F
