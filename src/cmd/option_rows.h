/*
 * The options as a table: what each takes and where it goes. Private to
 * cmd/options; a new option is a row in option_rows.c.
 */
#ifndef TBTOP_CMD_OPTION_ROWS_H
#define TBTOP_CMD_OPTION_ROWS_H

#include "cmd/options.h"

#define OPTION_NAME 64 /* bytes; longer words are no option's name */

/* The words of the command line on their way into options. */
struct parser {
	struct options *out;
	char **words;
	int count, at;       /* the word after the one that is looked at */
	bool command_settled; /* a command or a LOGDIR was seen */
	bool only_logdirs;   /* after `--` */
	bool topic_due;      /* after `help` */
	const char *last_word; /* the last one that was taken for a LOGDIR */
	size_t logdir_capacity, entry_capacity;
	struct str error, notes;
};

/* Puts a value into the options; false when it is not what the option expects. */
typedef bool take_value(struct parser *parser, const char *value);

enum option_how {
	HOW_FLAG,       /* --json, --json=false, --nojson: a bool at `offset` */
	HOW_TEXT,       /* --run RE: a const char * at `offset` */
	HOW_VALUE,      /* --size 80x24: `take` */
	HOW_ACTION,     /* --help: `take`, without a value */
	HOW_IGNORED,    /* --port 6006: of a web server */
	HOW_IGNORED_BOOL,
};

struct option_row {
	const char *name;
	enum option_how how;
	size_t offset;
	take_value *take;
	const char *expects;
	const char *start; /* its value when nobody says one; NULL: it can't stand in the configuration */
};

extern const struct option_row option_rows[];
extern const size_t option_row_count;

bool option_is_bool(const struct option_row *row);
/* `name` has `_` for `-`. `*negated` for --noNAME and --no_NAME of something that is on or off. */
const struct option_row *option_find(const char *name, bool *negated);
/* "on", "yes", "true", "1" and their opposites. */
bool option_parse_bool(const char *text, bool *out);

/* A command or a LOGDIR was seen: the first one counts. */
void option_settle(struct parser *parser, enum command command);
void option_add_logdir(struct parser *parser, struct logdir logdir);
/* TAG=VALUE of `log`; false when there is no = with something before it. */
bool option_add_entry(struct parser *parser, enum entry_kind kind, const char *word);
/* Of --help and --logdir, which words without a dash may mean, too. */
take_value option_take_help, option_take_logdir;

#endif
