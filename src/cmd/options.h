/*
 * The command line (cli.md is the contract): commands, flags with TensorBoard's
 * spellings, LOGDIRs. Long options work with `-` or `_`, with `=` or a space.
 */
#ifndef TBTOP_CMD_OPTIONS_H
#define TBTOP_CMD_OPTIONS_H

#include "data/progress.h"
#include "disk/scan.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum command {
	COMMAND_DASHBOARD, COMMAND_LIST, COMMAND_EXPORT, COMMAND_STEPS, COMMAND_CHECK, COMMAND_ONCE, COMMAND_DEMO,
	COMMAND_LOG, COMMAND_PROFILE, COMMAND_GRAPH, COMMAND_WAIT, COMMAND_CONFIG, COMMAND_STATUS,
	COMMAND_HELP, COMMAND_VERSION,
};

enum when { WHEN_AUTO, WHEN_ALWAYS, WHEN_NEVER };

struct options {
	enum command command;
	bool built;             /* false: this version has not the command; its words were not looked at */
	struct logdir *logdirs; /* at least one after options_parse (".") for commands that take any */
	size_t logdir_count;
	bool logdir_given;
	bool json, ansi, no_mouse;
	const char *run, *tag, *kind, *format, *output, *smooth, *view, *log_file; /* NULL when not given */
	int columns, rows;        /* --size; 0 when not given */
	enum command help;      /* COMMAND_HELP: what the help is about */
	enum when color;
	enum { CHARSET_AUTO, CHARSET_UTF8, CHARSET_PLAIN } charset;
	enum watch_mode watch;
	double reload_interval;   /* < 0 when not given; 0, to read just once, is watch = WATCH_OFF as well */
	double target_step;       /* NaN when not given */
	uint64_t memory_limit;    /* bytes that what is loaded may take; 0 for none */
	uint64_t seed;            /* demo */
	char *error;              /* what is wrong with the command line, for one line on stderr; NULL when fine */
	char *notes;              /* lines for stderr about flags that are accepted but mean nothing here; NULL for none */
};

/* Always fills `out`; out->error tells a wrong usage. Freed by options_fini. */
void options_parse(struct options *out, int argc, char **argv);
void options_fini(struct options *options);
/* The text of --help for a command; its name as typed. */
const char *options_help(enum command command);
const char *options_command_name(enum command command);

#endif
