/*
 * Sessions of the hparams plugin, in groups, with their metrics, as
 * TensorBoard's table has them (plugins/hparams/list_session_groups.py,
 * backend_context.py; event-format 7.15): made anew from the store, O(runs ×
 * metrics), for whoever shows or prints the table. Runs count by name, whose
 * order also tells which session of a group gives its hparams.
 *
 * Unlike TensorBoard, metrics are those of all experiments, not of the first;
 * and a run whose hparams can't be read loses itself alone. Runs that say
 * nothing to the plugin have those of a file beside their event files, if there is one.
 */
#ifndef TBTOP_MODEL_SESSIONS_H
#define TBTOP_MODEL_SESSIONS_H

#include "data/hparams.h"
#include "model/finds.h"
#include "model/store.h"

struct session {
	uint32_t run;
	enum session_status status; /* UNKNOWN without an end */
	double start, end;          /* seconds since 1970; NaN where not said */
	const double *metrics;      /* last values, by number of the metric; NaN-filled where there is none: see has_metric */
	const bool *has_metric;
	struct session_start info;  /* its hparams, all of them */
	const struct find *file;    /* that has them; NULL: the plugin has */
};

struct session_group {
	struct slice name;          /* the one that sessions give, else the run's; bytes as in the file */
	size_t first, count;        /* of its sessions, in the order of their runs */
	enum session_status status; /* the first of FAILURE, RUNNING, UNKNOWN, SUCCESS that one of them has */
	double start, end;          /* the earliest, the latest; NaN where none is said */
	const double *metrics;      /* the mean over those sessions that have it */
	const bool *has_metric;
};

struct session_metric {
	struct slice group, tag;
	struct slice display_name, description; /* of an experiment; may be empty */
};

struct sessions {
	struct session *sessions; /* group by group */
	size_t session_count;
	struct session_group *groups; /* by name, bytes */
	size_t group_count;
	struct session_metric *metrics; /* in the order of experiments; without any, by tag and group */
	size_t metric_count;
	const struct find *file;  /* one that hparams are from; of several one that could not be read whole; NULL without */
	size_t file_count;        /* sessions whose hparams are from one */
	size_t unread;            /* runs whose hparams can't be read, */
	struct slice unread_run;  /* the first of them */
	struct slice description; /* of the first experiment that has one */
	struct sessions_memory *memory;
};

/*
 * NULL when out of memory. Names of runs are borrowed from the store, files from `finds` (NULL: without any): use it
 * before either changes.
 */
struct sessions *sessions_new(const struct store *store, const struct finds *finds);
void sessions_free(struct sessions *sessions); /* NULL is fine */

/* The hparams of a group: those of its first session. */
static inline const struct session_start *session_group_hparams(const struct sessions *sessions,
                                                                const struct session_group *group)
{
	return &sessions->sessions[group->first].info;
}

#endif
