/*
 * What the hparams plugin writes in the metadata of its tags (event-format 3.8,
 * 7.15; TB: plugins/hparams/plugin_data.proto, api.proto). Owns all it holds;
 * texts are bytes as in the file.
 */
#ifndef TBTOP_DATA_HPARAMS_H
#define TBTOP_DATA_HPARAMS_H

#include "base/str.h"

#include <stdint.h>

enum hparam_type {
	HPARAM_NULL,
	HPARAM_NUMBER,
	HPARAM_BOOL,
	HPARAM_TEXT,
	HPARAM_JSON, /* a list or a struct: `text` is its JSON, on one line */
};

struct hparam {
	struct str name;
	enum hparam_type type;
	bool truth;
	double number;
	struct str text;
};

/* As its enum Status; the first of FAILURE, RUNNING, UNKNOWN, SUCCESS stands for a group. */
enum session_status { SESSION_UNKNOWN, SESSION_SUCCESS, SESSION_FAILURE, SESSION_RUNNING };
const char *session_status_name(enum session_status status); /* "UNKNOWN" … */

struct session_start {
	struct hparam *hparams; /* sorted by name, each name once */
	size_t count, capacity;
	struct str group, model_uri, monitor_url;
	double time; /* 0: not said */
};

struct session_end {
	enum session_status status;
	double time; /* 0: not said */
};

/* A metric that an experiment names: a tag in the run below the session that `group` names. */
struct metric_info {
	struct str group, tag, display_name, description;
};
struct hparam_info {
	struct str name, display_name, description;
};
struct experiment {
	struct str description;
	struct hparam_info *hparams;
	size_t hparam_count, hparam_capacity;
	struct metric_info *metrics;
	size_t metric_count, metric_capacity;
};

/* HParamsPluginData: one of the three. */
enum hparams_what { HPARAMS_NONE, HPARAMS_EXPERIMENT, HPARAMS_START, HPARAMS_END };
struct hparams_content {
	enum hparams_what what;
	int32_t version; /* only 0 is understood */
	struct experiment experiment;
	struct session_start start;
	struct session_end end;
};

void hparam_fini(struct hparam *hparam);
void session_start_fini(struct session_start *start);
/* Of its hparams alone. False when out of memory. */
bool session_start_copy(struct session_start *out, const struct session_start *from);
void experiment_fini(struct experiment *experiment);
void hparams_content_fini(struct hparams_content *content);

#endif
