/* Sessions of hparams, as their writers put them into runs. */
#ifndef TBTOP_TEST_HPARAM_RUNS_H
#define TBTOP_TEST_HPARAM_RUNS_H

#include "model/choice.h"
#include "model/sessions.h"
#include "unit/model/batches.h"
#include "unit/read/build.h"

static inline void add_hparams(struct store *store, const char *run, const char *tag, uint32_t field, const struct str *message)
{
	struct batch *batch = batch_new(add_test_file(store, run, tag), 0);
	struct batch_series *series = batch_series_of(batch, tag);
	struct str content = {0};
	build_bytes(&content, field, str_text(message), message->length);
	batch_add_metadata(series, "hparams");
	free(series->metadata->content);
	series->metadata->content = xmemdup0(content.data, content.length);
	series->metadata->content_length = content.length;
	batch_add_item(series, (struct item){.form = ITEM_NOTHING, .fits = KIND_BIT(KIND_HPARAMS)});
	batch->end = 100;
	store_apply(store, batch);
	str_fini(&content);
}

static inline void build_hparam(struct str *start, const char *name, double number)
{
	struct str entry = {0}, value = {0};
	build_double(&value, 2, number);
	build_text(&entry, 1, name);
	build_message(&entry, 2, &value);
	build_message(start, 1, &entry);
	str_fini(&entry);
	str_fini(&value);
}

static inline void add_start(struct store *store, const char *run, const char *group, double lr, double time)
{
	struct str start = {0};
	build_hparam(&start, "lr", lr);
	build_text(&start, 4, group);
	build_double(&start, 5, time);
	add_hparams(store, run, "_hparams_/session_start_info", 3, &start);
	str_fini(&start);
}

static inline void add_seed(struct store *store, const char *run, double lr, double layers, double seed)
{
	struct str start = {0};
	build_hparam(&start, "lr", lr);
	build_hparam(&start, "layers", layers);
	build_hparam(&start, "rng_seed", seed);
	add_hparams(store, run, "_hparams_/session_start_info", 3, &start);
	str_fini(&start);
}

static inline void add_end(struct store *store, const char *run, enum session_status status, double time)
{
	struct str end = {0};
	build_number(&end, 1, status);
	build_double(&end, 2, time);
	add_hparams(store, run, "_hparams_/session_end_info", 4, &end);
	str_fini(&end);
}

static inline void add_experiment(struct store *store, const char *run, const char *group, const char *tag)
{
	struct str experiment = {0}, metric = {0}, name = {0};
	build_text(&name, 1, group);
	build_text(&name, 2, tag);
	build_message(&metric, 1, &name);
	build_message(&experiment, 5, &metric);
	add_hparams(store, run, "_hparams_/experiment", 2, &experiment);
	str_fini(&experiment);
	str_fini(&metric);
	str_fini(&name);
}

static inline void add_scalar(struct store *store, const char *run, const char *tag, float value)
{
	struct row row = {1, 1, number_bits_float(value)};
	struct batch *batch = batch_new(add_test_file(store, run, tag), 0);
	batch_add_scalars(batch, tag, &row, 1, NUMBER_F32, 0);
	batch->end = 100;
	store_apply(store, batch);
}

#endif
