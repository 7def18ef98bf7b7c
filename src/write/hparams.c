#include "write/tensor.h"
#include "write/writer.h"

#include <errno.h>

/* HParamsPluginData and what is in it (event-format 3.8) */
#define DATA_EXPERIMENT 2
#define DATA_SESSION_START 3
#define DATA_SESSION_END 4
#define EXPERIMENT_TIME_CREATED 3
#define EXPERIMENT_HPARAM_INFO 4
#define EXPERIMENT_METRIC_INFO 5
#define HPARAM_INFO_NAME 1
#define HPARAM_INFO_TYPE 4
#define METRIC_INFO_NAME 1
#define METRIC_NAME_TAG 2
#define START_HPARAMS 1
#define START_GROUP_NAME 4
#define START_TIME 5
#define END_STATUS 1
#define END_TIME 2
#define ENTRY_KEY 1
#define ENTRY_VALUE 2
#define VALUE_NUMBER 2
#define VALUE_STRING 3
#define VALUE_BOOL 4

enum data_type { TYPE_STRING = 1, TYPE_BOOL = 2, TYPE_NUMBER = 3 };

struct hparams {
	const struct tbr_hparam *items;
	size_t count;
	const char *const *metrics;
	size_t metric_count;
	const char *group;
};

/*
 * All is in the metadata. A value without a tensor breaks TensorBoard's listing
 * of scalars, so there is one without elements, as TensorFlow 2 has it.
 */
static struct metadata begin(struct event *event, const char *tag)
{
	event_value(event, tag);
	tensor_end(event, tensor_begin(event, TENSOR_FLOAT, (const size_t[]){0}, 1));
	return metadata_begin(event, "hparams");
}

static void end(struct event *event, const struct metadata *metadata)
{
	metadata_end(event, metadata);
	event_value_end(event);
}

static double now(const struct event *event)
{
	return event->writer ? writer_now(event->writer) : 0;
}

static void put_hparam_info(struct event *event, const struct tbr_hparam *hparam)
{
	static const enum data_type types[] = {[TBR_NUMBER] = TYPE_NUMBER, [TBR_STRING] = TYPE_STRING, [TBR_BOOL] = TYPE_BOOL};
	size_t info = message_begin(&event->bytes, EXPERIMENT_HPARAM_INFO);
	event_text(event, HPARAM_INFO_NAME, hparam->name);
	put_integer(&event->bytes, HPARAM_INFO_TYPE, types[hparam->type]);
	message_end(&event->bytes, info);
}

static void put_metric_info(struct event *event, const char *tag)
{
	size_t info = message_begin(&event->bytes, EXPERIMENT_METRIC_INFO);
	size_t name = message_begin(&event->bytes, METRIC_INFO_NAME);
	event_text(event, METRIC_NAME_TAG, tag);
	message_end(&event->bytes, name);
	message_end(&event->bytes, info);
}

static void put_experiment(struct event *event, const struct hparams *hparams)
{
	struct metadata metadata = begin(event, "_hparams_/experiment");
	size_t experiment = message_begin(&event->bytes, DATA_EXPERIMENT);
	put_double(&event->bytes, EXPERIMENT_TIME_CREATED, now(event));
	for (size_t i = 0; i < hparams->count; i++)
		put_hparam_info(event, &hparams->items[i]);
	for (size_t i = 0; i < hparams->metric_count; i++)
		put_metric_info(event, hparams->metrics[i]);
	message_end(&event->bytes, experiment);
	end(event, &metadata);
}

static void put_hparam(struct event *event, const struct tbr_hparam *hparam)
{
	size_t entry = message_begin(&event->bytes, START_HPARAMS);
	event_text(event, ENTRY_KEY, hparam->name);
	size_t value = message_begin(&event->bytes, ENTRY_VALUE);
	if (hparam->type == TBR_NUMBER)
		put_double(&event->bytes, VALUE_NUMBER, hparam->number);
	else if (hparam->type == TBR_BOOL)
		put_integer(&event->bytes, VALUE_BOOL, hparam->number != 0);
	else
		event_text(event, VALUE_STRING, hparam->text);
	message_end(&event->bytes, value);
	message_end(&event->bytes, entry);
}

static void put_start(struct event *event, const struct hparams *hparams)
{
	struct metadata metadata = begin(event, "_hparams_/session_start_info");
	size_t start = message_begin(&event->bytes, DATA_SESSION_START);
	for (size_t i = 0; i < hparams->count; i++)
		put_hparam(event, &hparams->items[i]);
	if (hparams->group)
		event_text(event, START_GROUP_NAME, hparams->group);
	put_double(&event->bytes, START_TIME, now(event));
	message_end(&event->bytes, start);
	end(event, &metadata);
}

int tbr_hparams(struct tbr_writer *writer, const struct tbr_hparam *items, size_t count, const char *const *metrics,
                size_t metric_count, const char *group)
{
	const struct hparams hparams = {items, count, metrics, metric_count, group};
	struct event event;
	if ((count && !items) || (metric_count && !metrics))
		return -EINVAL;
	for (size_t i = 0; i < count; i++)
		if (items[i].type < TBR_NUMBER || items[i].type > TBR_BOOL)
			return -EINVAL;
	writer_begin(writer, &event, 0);
	put_experiment(&event, &hparams);
	put_start(&event, &hparams);
	return writer_record(&event);
}

int tbr_hparams_end(struct tbr_writer *writer, enum tbr_outcome outcome)
{
	struct event event;
	if (outcome < TBR_SUCCESS || outcome > TBR_RUNNING)
		return -EINVAL;
	writer_begin(writer, &event, 0);
	struct metadata metadata = begin(&event, "_hparams_/session_end_info");
	size_t session_end = message_begin(&event.bytes, DATA_SESSION_END);
	put_integer(&event.bytes, END_STATUS, outcome);
	put_double(&event.bytes, END_TIME, now(&event));
	message_end(&event.bytes, session_end);
	end(&event, &metadata);
	return writer_record(&event);
}
