/*
 * What the parts of `tbtop log` share: a run's directory that becomes a file
 * only when there is something to record, and the step and time of what says
 * none itself. Private to cmd/log*.c.
 */
#ifndef TBTOP_CMD_LOGGING_H
#define TBTOP_CMD_LOGGING_H

#include "base/str.h"
#include "cmd/options.h"
#include "write/record.h"

/* What somebody hands in whole: an image, a text. */
#define LOGGING_FILE_MOST ((size_t)512 << 20)

struct logging {
	char *directory;
	struct tbr_writer *writer; /* NULL until the first record */
	double wall_time;          /* of what is recorded next; NaN: the time it is */
	int64_t step;              /* of what says none: the one after the last */
	bool has_step;             /* it is known */
	bool streams;              /* lines come from the standard input: into a file of its own */
	int error;                 /* of the writer: nothing more can be recorded; 0 while all is well */
	struct str names;          /* tags and texts on their way, each NUL-terminated */
	struct tbr_value *values;  /* scalars of one step on their way */
	size_t *places;            /* of their tags among `names` */
	size_t value_count, value_capacity, place_capacity;
};

/* False when nothing can be written there: `error` tells. Opens at the first call. */
bool logging_open(struct logging *logging);
/* Passes on what a function of the recorder returned: true for 0; an error that is not the value's own ends all. */
bool logging_took(struct logging *logging, int result, struct str *why);
/* What an errno value means. */
const char *logging_why(int error);
/* To the step of what comes next. */
void logging_step_on(struct logging *logging);
/* The last step of what lies in the directory, and one more; 0 of a new run. */
int64_t logging_next_step(const char *directory);

/*
 * Values of the step logging->step. False with `why` not, for a person: the
 * value is left out. Scalars wait for logging_record_scalars.
 */
bool logging_add_scalar(struct logging *logging, struct slice tag, double value, struct str *why);
bool logging_record_scalars(struct logging *logging, struct str *why);
/* A text; `count` of them, at least 1, in `rows` of equal length (0: a list). */
bool logging_text(struct logging *logging, struct slice tag, struct slice text, struct str *why);
bool logging_table(struct logging *logging, struct slice tag, const struct slice *texts, size_t count, size_t rows,
                   struct str *why);
bool logging_histogram(struct logging *logging, struct slice tag, const double *values, size_t count, struct str *why);

/* NaN and the infinities by any name that somebody prints them with. */
bool logging_is_number_name(struct slice text, double *out);

/* What was given as words is recorded; false after a message. */
bool log_words(struct logging *logging, const struct options *options);
/* JSON Lines from the standard input, until it ends, a signal comes or nothing more can be written. */
struct log_end {
	uint64_t bad; /* lines of which something could not be recorded; each was told on stderr */
	int signal;   /* that ended it; 0 for none */
	bool unreadable; /* the input itself, after a message */
};
struct log_end log_lines(struct logging *logging);

#endif
