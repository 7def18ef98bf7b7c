#include "data/hparams.h"

#include "base/alloc.h"

#include <stdlib.h>

const char *session_status_name(enum session_status status)
{
	static const char *const names[] = {"UNKNOWN", "SUCCESS", "FAILURE", "RUNNING"};
	return names[status];
}

void hparam_fini(struct hparam *hparam)
{
	str_fini(&hparam->name);
	str_fini(&hparam->text);
}

void session_start_fini(struct session_start *start)
{
	for (size_t i = 0; i < start->count; i++)
		hparam_fini(&start->hparams[i]);
	free(start->hparams);
	str_fini(&start->group);
	str_fini(&start->model_uri);
	str_fini(&start->monitor_url);
	*start = (struct session_start){0};
}

bool session_start_copy(struct session_start *out, const struct session_start *from)
{
	*out = (struct session_start){0};
	if (!array_reserve(&out->hparams, &out->capacity, from->count))
		return false;
	for (size_t i = 0; i < from->count; i++) {
		struct hparam *copy = &out->hparams[out->count++];
		*copy = from->hparams[i];
		copy->name = copy->text = (struct str){0};
		str_append_slice(&copy->name, str_slice(&from->hparams[i].name));
		str_append_slice(&copy->text, str_slice(&from->hparams[i].text));
	}
	return true;
}

void experiment_fini(struct experiment *experiment)
{
	for (size_t i = 0; i < experiment->hparam_count; i++) {
		str_fini(&experiment->hparams[i].name);
		str_fini(&experiment->hparams[i].display_name);
		str_fini(&experiment->hparams[i].description);
	}
	for (size_t i = 0; i < experiment->metric_count; i++) {
		str_fini(&experiment->metrics[i].group);
		str_fini(&experiment->metrics[i].tag);
		str_fini(&experiment->metrics[i].display_name);
		str_fini(&experiment->metrics[i].description);
	}
	free(experiment->hparams);
	free(experiment->metrics);
	str_fini(&experiment->description);
	*experiment = (struct experiment){0};
}

void hparams_content_fini(struct hparams_content *content)
{
	experiment_fini(&content->experiment);
	session_start_fini(&content->start);
	*content = (struct hparams_content){0};
}
