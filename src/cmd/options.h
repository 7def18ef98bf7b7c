/*
 * The command line (tbtop(1) is the contract): commands, flags with TensorBoard's
 * spellings, LOGDIRs. Long options work with `-` or `_`, with `=` or a space.
 */
#ifndef TBTOP_CMD_OPTIONS_H
#define TBTOP_CMD_OPTIONS_H

#include "cmd/config.h"
#include "data/progress.h"
#include "demo/bulk.h"
#include "disk/scan.h"
#include "model/choice.h"
#include "ui/graphics.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum command {
	COMMAND_DASHBOARD, COMMAND_LIST, COMMAND_EXPORT, COMMAND_STEPS, COMMAND_CHECK, COMMAND_ONCE, COMMAND_DEMO,
	COMMAND_LOG, COMMAND_PROFILE, COMMAND_GRAPH, COMMAND_WAIT, COMMAND_CONFIG, COMMAND_STATUS,
	COMMAND_HELP, COMMAND_VERSION,
};

enum when { WHEN_AUTO, WHEN_ALWAYS, WHEN_NEVER };

/* What `log` is told to record. */
enum entry_kind { ENTRY_VALUE, ENTRY_TEXT, ENTRY_IMAGE, ENTRY_AUDIO, ENTRY_HISTOGRAM, ENTRY_HPARAM, ENTRY_METRIC };
struct entry {
	enum entry_kind kind;
	const char *word; /* TAG=VALUE, something before the first =; of a metric its tag alone; borrowed */
};

struct options {
	enum command command;
	struct logdir *logdirs; /* at least one after options_parse (".") for commands that take any */
	size_t logdir_count;
	bool logdir_given;
	bool json, ansi, mouse;
	bool tmux;                /* --status=tmux */
	const char *until;        /* wait; NULL when not given */
	double timeout;           /* wait: seconds; < 0 for none */
	bool new_only;            /* wait: what is over at the start does not count */
	bool state;               /* keep what was chosen to be seen, and begin with what was kept */
	const char *run, *tag, *kind, *format, *output, *smooth, *view, *log_file, *window_title; /* NULL when not given */
	const char *part;         /* of profile and graph: their last word, such as "ops"; NULL when not given */
	int columns, rows;        /* --size; 0 when not given */
	enum command help;      /* COMMAND_HELP: what the help is about, */
	const char *topic;      /* unless it is no command; NULL when not given */
	enum when color;
	enum { CHARSET_AUTO, CHARSET_UTF8, CHARSET_PLAIN } charset;
	enum watch_mode watch;
	/* How it looks at the start. */
	const struct theme *theme; /* NULL for what suits the terminal */
	enum graphics_way pixels;
	enum x_axis x_axis;
	enum y_scale y_scale;
	enum marker marker;
	const char *smoothing;     /* a spec of model/smooth.h */
	const char *tail;          /* of model/tail_spec.h */
	int panels;                /* more on a page, or fewer: -CHOICE_PANELS … CHOICE_PANELS */
	bool legend, hints, ignore_outliers, superseded, hardware;
	double reload_interval;   /* < 0 when not given; 0, to read just once, is watch = WATCH_OFF as well */
	double target_step;       /* NaN when not given */
	uint64_t memory_limit;    /* bytes that what is loaded may take; 0 for none */
	uint64_t seed;            /* demo */
	double speed;             /* demo: how much quicker than usual */
	double start;             /* demo: wall time at which it began; NaN when not given */
	bool live;                /* demo: shown, and written as time goes; else all at once */
	int64_t steps;            /* demo: the last one; 0 when not given */
	int64_t runs;             /* demo: how many; 0 when not given */
	struct bulk_shape bulk;   /* demo: what is written instead of the sweep; all zero when not given */
	struct entry *entries;    /* log: in the order they were given */
	size_t entry_count;
	bool from_stdin;          /* log: "-" */
	enum { END_NONE, END_SUCCESS, END_FAILURE } end; /* log: how the run ended */
	bool step_given;
	int64_t step;             /* log */
	double wall_time;         /* log: NaN when not given */
	const struct config *config;      /* borrowed; NULL without */
	struct setting_source *sources;   /* of each setting */
	char *error;              /* what is wrong with the command line, for one line on stderr; NULL when fine */
	char *notes;              /* lines for stderr about flags that are accepted but mean nothing here; NULL for none */
};

/* Always fills `out`; out->error tells a wrong usage. Freed by options_fini. */
void options_parse(struct options *out, int argc, char **argv);
void options_fini(struct options *options);
/*
 * Over the configuration, which must outlive `out` (NULL for none): what stands in
 * it counts before the environment and the command line. What is wrong with its
 * values is complained of there.
 */
void options_parse_over(struct options *out, struct config *config, int argc, char **argv);

/* The options that may stand in the configuration. */
enum setting_from { FROM_DEFAULT, FROM_FILE, FROM_ENVIRONMENT, FROM_OPTION };
struct setting {
	char name[32];
	const char *value; /* in force, as it was written; borrowed */
	enum setting_from from;
	int line;          /* FROM_FILE */
	const char *variable; /* FROM_ENVIRONMENT */
};
size_t options_setting_count(void);
struct setting options_setting(const struct options *options, size_t number);
/* Where the value of a setting comes from, by its name. */
enum setting_from options_from(const struct options *options, const char *name);

/* The text of --help for a command. */
const char *options_help(enum command command);

/* The commands by number, and by name; false when there is none. */
struct options_command {
	const char *name; /* "--status" is one, too */
	enum command command;
};
bool options_command_at(size_t number, struct options_command *out);
bool options_command_find(const char *name, struct options_command *out);
/* What the last word of a command may be besides a LOGDIR, such as "ops", ended by NULL; NULL for none. */
const char *const *options_parts(enum command command);

#endif
