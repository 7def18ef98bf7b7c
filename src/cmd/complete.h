/*
 * What may stand next on a command line: for the shells' completions, which know
 * nothing themselves. Commands, options (those that the command's --help names),
 * values, runs and tags. A line each on stdout, cleaned:
 *
 *     WORD TAB WHAT IT IS      WHAT may be empty
 *     TAB "files"              names of files may stand there, too
 */
#ifndef TBTOP_CMD_COMPLETE_H
#define TBTOP_CMD_COMPLETE_H

#define COMPLETE_OPTION "--complete"

/*
 * `words`: those behind `tbtop` up to the one that is being typed, which is the
 * last and may be empty; a "=" may be a word of its own, as bash has it. Reads the
 * starts of event files for tags, for half a second at most. The exit status.
 */
int cmd_complete(int count, char **words);

#endif
