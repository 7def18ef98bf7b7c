#include "model/sessions.h"

#include "base/alloc.h"
#include "base/names.h"
#include "decode/plugin.h"

#include <math.h>
#include <stdlib.h>

#define EXPERIMENT_TAG "_hparams_/experiment"
#define START_TAG "_hparams_/session_start_info"
#define END_TAG "_hparams_/session_end_info"

/* A table of more cells would be no table. */
#define CELLS_MOST ((size_t)64 << 20)

/* What the parts of a table live in. */
struct sessions_memory {
	struct experiment *experiments;
	size_t experiment_count, experiment_capacity;
	size_t session_capacity, metric_capacity;
	struct names metric_names; /* group, NUL, tag */
	bool *is_session; /* by number of the run */
	size_t run_count, run_capacity;
	double *values; /* of sessions, then of groups */
	bool *has;
};

/* ---- What runs say ---- */

static bool content_of(const struct store *store, uint32_t run, const char *tag, struct hparams_content *out)
{
	*out = (struct hparams_content){0};
	uint32_t number = store_tag_find(store, slice_of(tag));
	uint32_t series = number == STORE_NONE ? STORE_NONE : store_series_find(store, run, number);
	if (series == STORE_NONE)
		return false;
	struct series_info info = store_series(store, series);
	return info.kind == KIND_HPARAMS && info.points && plugin_hparams(info.content, out) == STATUS_OK &&
	       out->version == 0;
}

static double known(double time)
{
	return time != 0 ? time : NAN;
}

/* A run that is silent itself, with what a file says. */
static bool add_from_file(struct sessions *table, const struct store *store, uint32_t run, const struct finds *finds)
{
	const struct find *find = finds ? finds_settings(finds, store_run(store, run).name) : NULL;
	if (!find)
		return true;
	if (!table->file || (find->said.length && !table->file->said.length))
		table->file = find;
	if (!find->settings->count)
		return true;
	if (!array_reserve(&table->sessions, &table->memory->session_capacity, table->session_count + 1))
		return false;
	struct session *session = &table->sessions[table->session_count++];
	*session = (struct session){.run = run, .start = NAN, .end = NAN, .file = find};
	table->file_count++;
	return session_start_copy(&session->info, find->settings);
}

static void note_unread(struct sessions *table, const struct store *store, uint32_t run)
{
	uint32_t number = store_tag_find(store, slice_of(START_TAG));
	uint32_t series = number == STORE_NONE ? STORE_NONE : store_series_find(store, run, number);
	struct series_info info = series == STORE_NONE ? (struct series_info){0} : store_series(store, series);
	if (!info.points && !info.misfits)
		return;
	if (!table->unread++)
		table->unread_run = store_run(store, run).name;
}

static bool add_session(struct sessions *table, const struct store *store, uint32_t run, const struct finds *finds)
{
	struct hparams_content content;
	bool there = content_of(store, run, START_TAG, &content) && content.what == HPARAMS_START;
	if (!there) {
		hparams_content_fini(&content);
		note_unread(table, store, run);
		return add_from_file(table, store, run, finds);
	}
	if (!array_reserve(&table->sessions, &table->memory->session_capacity, table->session_count + 1)) {
		hparams_content_fini(&content);
		return false;
	}
	struct session *session = &table->sessions[table->session_count++];
	*session = (struct session){.run = run, .start = known(content.start.time), .end = NAN, .info = content.start};
	if (content_of(store, run, END_TAG, &content) && content.what == HPARAMS_END) {
		session->status = content.end.status;
		session->end = known(content.end.time);
	}
	hparams_content_fini(&content);
	return true;
}

static bool add_experiment(struct sessions *table, const struct store *store, uint32_t run)
{
	struct sessions_memory *memory = table->memory;
	struct hparams_content content;
	bool there = content_of(store, run, EXPERIMENT_TAG, &content) && content.what == HPARAMS_EXPERIMENT;
	if (!there || !array_reserve(&memory->experiments, &memory->experiment_capacity, memory->experiment_count + 1)) {
		hparams_content_fini(&content);
		return !there;
	}
	memory->experiments[memory->experiment_count++] = content.experiment;
	return true;
}

/* ---- Metrics ---- */

static bool add_metric(struct sessions *table, struct session_metric metric)
{
	struct sessions_memory *memory = table->memory;
	struct str key = {0};
	str_append_slice(&key, metric.group);
	str_append_char(&key, '\0');
	str_append_slice(&key, metric.tag);
	uint32_t before = memory->metric_names.count;
	bool room = array_reserve(&table->metrics, &memory->metric_capacity, table->metric_count + 1);
	uint32_t number = room ? names_intern(&memory->metric_names, str_slice(&key)) : NAMES_NONE;
	str_fini(&key);
	if (number == NAMES_NONE)
		return false;
	if (number < before)
		return true;
	struct slice kept = names_text(&memory->metric_names, number);
	metric.group = slice_make(kept.data, metric.group.length);
	metric.tag = slice_make(kept.data + metric.group.length + 1, metric.tag.length);
	table->metrics[table->metric_count++] = metric;
	return true;
}

static bool metrics_of_experiments(struct sessions *table)
{
	for (size_t i = 0; i < table->memory->experiment_count; i++) {
		const struct experiment *experiment = &table->memory->experiments[i];
		if (!table->description.length)
			table->description = str_slice(&experiment->description);
		for (size_t j = 0; j < experiment->metric_count; j++) {
			const struct metric_info *info = &experiment->metrics[j];
			if (!add_metric(table, (struct session_metric){
				.group = str_slice(&info->group), .tag = str_slice(&info->tag),
				.display_name = str_slice(&info->display_name),
				.description = str_slice(&info->description)}))
				return false;
		}
	}
	return true;
}

static bool is_session(const struct sessions *table, uint32_t run)
{
	return run < table->memory->run_count && table->memory->is_session[run];
}

static bool note_session(struct sessions_memory *memory, uint32_t run)
{
	if (!array_reserve(&memory->is_session, &memory->run_capacity, (size_t)run + 1))
		return false;
	while (memory->run_count <= run)
		memory->is_session[memory->run_count++] = false;
	return memory->is_session[run] = true;
}

/* The longest run that is a session and a parent of the run, or the run itself; how much of the name it is. */
static bool find_session(const struct sessions *table, const struct store *store, struct slice name, size_t *length)
{
	for (*length = name.length; *length;) {
		uint32_t run = store_run_find(store, slice_make(name.data, *length));
		if (run != STORE_NONE && is_session(table, run))
			return true;
		while (*length && name.data[*length - 1] != '/')
			--*length;
		if (*length)
			--*length;
	}
	return false;
}

static bool metrics_of_run(struct sessions *table, const struct store *store, uint32_t run)
{
	struct slice name = store_run(store, run).name, group = {0};
	size_t length;
	if (!find_session(table, store, name, &length))
		return true;
	if (length < name.length)
		group = slice_make(name.data + length + 1, name.length - length - 1);
	for (uint32_t i = 0; i < store_run_series_count(store, run); i++) {
		struct series_info info = store_series(store, store_run_series_at(store, run, i));
		if (info.kind == KIND_SCALAR &&
		    !add_metric(table, (struct session_metric){.group = group, .tag = store_tag_name(store, info.tag)}))
			return false;
	}
	return true;
}

static int by_tag_and_group(const void *left, const void *right)
{
	const struct session_metric *a = left, *b = right;
	int order = slice_compare(a->tag, b->tag);
	return order ? order : slice_compare(a->group, b->group);
}

/* Without an experiment: all scalars of sessions and of the runs below them. */
static bool metrics_of_runs(struct sessions *table, const struct store *store)
{
	for (uint32_t i = 0; i < store_run_count(store); i++)
		if (!metrics_of_run(table, store, store_run_at(store, i)))
			return false;
	if (table->metric_count)
		qsort(table->metrics, table->metric_count, sizeof *table->metrics, by_tag_and_group);
	return true;
}

/* ---- Values ---- */

static bool last_value(const struct store *store, struct slice session, const struct session_metric *metric, double *out)
{
	struct str name = {0};
	if (!metric->group.length || metric->group.data[0] != '/')
		str_append_slice(&name, session);
	if (metric->group.length && name.length)
		str_append_char(&name, '/');
	str_append_slice(&name, metric->group);
	if (name.length && name.data[name.length - 1] == '/')
		name.length--;
	uint32_t run = store_run_find(store, str_slice(&name));
	uint32_t tag = store_tag_find(store, metric->tag);
	str_fini(&name);
	uint32_t series = run == STORE_NONE || tag == STORE_NONE ? STORE_NONE : store_series_find(store, run, tag);
	struct row row;
	enum number_type type;
	if (series == STORE_NONE || store_series_head(store, series).kind != KIND_SCALAR ||
	    !store_last_row(store, series, &row, &type))
		return false;
	*out = number_value(type, row.bits);
	return true;
}

static void take_values(struct sessions *table, const struct store *store)
{
	size_t columns = table->metric_count;
	for (size_t i = 0; i < table->session_count; i++) {
		double *values = table->memory->values + i * columns;
		bool *has = table->memory->has + i * columns;
		struct slice name = store_run(store, table->sessions[i].run).name;
		for (size_t j = 0; j < columns; j++) {
			values[j] = NAN;
			has[j] = last_value(store, name, &table->metrics[j], &values[j]);
		}
		table->sessions[i].metrics = values;
		table->sessions[i].has_metric = has;
	}
}

static void average(struct sessions *table, struct session_group *group, double *values, bool *has)
{
	for (size_t j = 0; j < table->metric_count; j++) {
		double total = 0;
		size_t count = 0;
		for (size_t i = group->first; i < group->first + group->count; i++) {
			if (table->sessions[i].has_metric[j]) {
				total += table->sessions[i].metrics[j];
				count++;
			}
		}
		has[j] = count;
		values[j] = count ? total / (double)count : NAN;
	}
	group->metrics = values;
	group->has_metric = has;
}

/* ---- Groups ---- */

static struct slice group_name(const struct store *store, const struct session *session)
{
	return session->info.group.length ? str_slice(&session->info.group) : store_run(store, session->run).name;
}

/* A session on its way to its group. */
struct member {
	struct slice name;
	size_t place; /* of the session */
};

static int by_name(const void *left, const void *right)
{
	const struct member *a = left, *b = right;
	int order = slice_compare(a->name, b->name);
	return order ? order : (a->place > b->place) - (a->place < b->place);
}

static void join_group(struct session_group *group, const struct session *session)
{
	static const int rank[] = {[SESSION_FAILURE] = 0, [SESSION_RUNNING] = 1, [SESSION_UNKNOWN] = 2, [SESSION_SUCCESS] = 3};
	if (!group->count || rank[session->status] < rank[group->status])
		group->status = session->status;
	group->start = fmin(group->start, session->start); /* of a NaN and a number fmin gives the number */
	group->end = fmax(group->end, session->end);
	group->count++;
}

static bool make_groups(struct sessions *table, const struct store *store)
{
	size_t count = table->session_count;
	struct member *members = data_alloc(count, sizeof *members);
	struct session *sorted = data_alloc(count, sizeof *sorted);
	table->groups = data_alloc(count, sizeof *table->groups);
	if (!members || !sorted || !table->groups) {
		free(members);
		free(sorted);
		return false;
	}
	for (size_t i = 0; i < count; i++)
		members[i] = (struct member){group_name(store, &table->sessions[i]), i};
	if (count)
		qsort(members, count, sizeof *members, by_name);
	for (size_t i = 0; i < count; i++) {
		sorted[i] = table->sessions[members[i].place];
		if (!i || slice_compare(members[i].name, members[i - 1].name))
			table->groups[table->group_count++] = (struct session_group){
				.name = members[i].name, .first = i, .start = NAN, .end = NAN};
		join_group(&table->groups[table->group_count - 1], &sorted[i]);
	}
	free(members);
	free(table->sessions);
	table->sessions = sorted;
	return true;
}

static bool fill(struct sessions *table, const struct store *store, const struct finds *finds)
{
	bool kept = true;
	for (uint32_t i = 0; kept && i < store_run_count(store); i++)
		kept = add_session(table, store, store_run_at(store, i), finds) &&
		       add_experiment(table, store, store_run_at(store, i));
	if (!kept || !metrics_of_experiments(table))
		return false;
	for (size_t i = 0; i < table->session_count; i++)
		if (!note_session(table->memory, table->sessions[i].run))
			return false;
	if (!table->memory->experiment_count && table->session_count && !metrics_of_runs(table, store))
		return false;
	size_t rows = 2 * table->session_count, cells;
	if (!make_groups(table, store) || __builtin_mul_overflow(rows, table->metric_count, &cells) || cells > CELLS_MOST)
		return false;
	table->memory->values = data_alloc(cells, sizeof *table->memory->values);
	table->memory->has = data_alloc(cells, sizeof *table->memory->has);
	if (!table->memory->values || !table->memory->has)
		return false;
	take_values(table, store);
	for (size_t i = 0; i < table->group_count; i++) {
		size_t row = (table->session_count + i) * table->metric_count;
		average(table, &table->groups[i], table->memory->values + row, table->memory->has + row);
	}
	return true;
}

struct sessions *sessions_new(const struct store *store, const struct finds *finds)
{
	struct sessions *table = data_alloc(1, sizeof *table);
	struct sessions_memory *memory = data_alloc(1, sizeof *memory);
	if (!table || !memory) {
		free(table);
		free(memory);
		return NULL;
	}
	*memory = (struct sessions_memory){0};
	names_init(&memory->metric_names);
	*table = (struct sessions){.memory = memory};
	if (fill(table, store, finds))
		return table;
	sessions_free(table);
	return NULL;
}

void sessions_free(struct sessions *table)
{
	if (!table)
		return;
	struct sessions_memory *memory = table->memory;
	for (size_t i = 0; i < table->session_count; i++)
		session_start_fini(&table->sessions[i].info);
	for (size_t i = 0; i < memory->experiment_count; i++)
		experiment_fini(&memory->experiments[i]);
	names_fini(&memory->metric_names);
	free(memory->experiments);
	free(memory->is_session);
	free(memory->values);
	free(memory->has);
	free(memory);
	free(table->sessions);
	free(table->groups);
	free(table->metrics);
	free(table);
}
