#include "model/hparam_groups.h"

#include "base/alloc.h"
#include "base/names.h"
#include "base/number.h"
#include "base/text.h"
#include "decode/plugin.h"

#include <stdlib.h>
#include <string.h>

#define START_TAG "_hparams_/session_start_info"
#define CHILDREN 64 /* so many names behind a run's are looked at for one below it */

struct known {
	uint32_t series;     /* that says it; STORE_NONE without */
	uint64_t generation; /* of that */
	uint32_t key;        /* NAMES_NONE without */
};

struct hparam_groups {
	struct names keys;
	struct known *runs; /* by number */
	size_t count, capacity;
	char *names;         /* what was asked for */
	uint64_t generation; /* of the store, when last looked at */
};

struct hparam_groups *hparam_groups_new(void)
{
	struct hparam_groups *groups = xcalloc(1, sizeof *groups);
	names_init(&groups->keys);
	return groups;
}

void hparam_groups_free(struct hparam_groups *groups)
{
	if (!groups)
		return;
	names_fini(&groups->keys);
	free(groups->runs);
	free(groups->names);
	free(groups);
}

/* ---- Who says it ---------------------------------------------------------------- */

static uint32_t session_of(const struct store *store, uint32_t run, uint32_t tag)
{
	uint32_t series = run == STORE_NONE ? STORE_NONE : store_series_find(store, run, tag);
	bool says = series != STORE_NONE && store_series_head(store, series).kind == KIND_HPARAMS &&
	            store_series_head(store, series).points > 0;
	return says ? series : STORE_NONE;
}

/* The run's own, or that of the nearest above; `below` is what the run is called there. */
static uint32_t session_above(const struct store *store, struct slice name, uint32_t tag, struct slice *below)
{
	uint32_t series = STORE_NONE;
	for (size_t length = name.length; length && series == STORE_NONE;) {
		series = session_of(store, store_run_find(store, slice_make(name.data, length)), tag);
		*below = slice_make(name.data + length, name.length - length);
		while (length && name.data[length - 1] != '/')
			length--;
		length -= length > 0;
	}
	return series;
}

static uint32_t session_below(const struct store *store, uint32_t position, uint32_t tag)
{
	struct slice name = store_run(store, store_run_at(store, position)).name;
	uint32_t series = STORE_NONE;
	for (uint32_t i = position + 1; i < store_run_count(store) && i - position <= CHILDREN && series == STORE_NONE; i++) {
		struct slice other = store_run(store, store_run_at(store, i)).name;
		if (other.length <= name.length || memcmp(other.data, name.data, name.length))
			break;
		if (other.data[name.length] == '/')
			series = session_of(store, store_run_at(store, i), tag);
	}
	return series;
}

/* ---- What it says --------------------------------------------------------------- */

/* Whether a name is among "a, b". */
static bool is_named(struct slice name, const char *names)
{
	while (*names) {
		names += strspn(names, " ,");
		size_t length = strcspn(names, ",");
		struct slice one = slice_make(names, length);
		while (one.length && one.data[one.length - 1] == ' ')
			one.length--;
		if (slice_equal(one, name))
			return true;
		names += length;
	}
	return false;
}

static bool is_wanted(struct slice name, const char *names)
{
	return names[0] ? is_named(name, names) : !slice_contains(name, "seed");
}

static void say(const struct hparam *hparam, struct str *out)
{
	char number[NUMBER_SIZE];
	text_clean(out, str_slice(&hparam->name));
	str_append_char(out, '=');
	switch (hparam->type) {
	case HPARAM_NULL: str_append_text(out, "null"); break;
	case HPARAM_BOOL: str_append_text(out, hparam->truth ? "true" : "false"); break;
	case HPARAM_NUMBER:
		number_shortest_double(number, hparam->number);
		str_append_text(out, number);
		break;
	case HPARAM_TEXT:
	case HPARAM_JSON: text_clean(out, str_slice(&hparam->text)); break;
	}
}

static uint32_t key_of(struct hparam_groups *groups, const struct store *store, uint32_t series, struct slice below)
{
	struct hparams_content content = {0};
	struct str key = {0};
	bool good = plugin_hparams(store_series(store, series).content, &content) == STATUS_OK &&
	            content.what == HPARAMS_START && content.version == 0;
	for (size_t i = 0; good && i < content.start.count; i++) {
		if (!is_wanted(str_slice(&content.start.hparams[i].name), groups->names))
			continue;
		if (key.length)
			str_append_char(&key, ' ');
		say(&content.start.hparams[i], &key);
	}
	if (key.length && below.length > 1) {
		str_append_char(&key, ' ');
		text_clean(&key, slice_make(below.data + 1, below.length - 1));
	}
	uint32_t number = key.length ? names_intern(&groups->keys, str_slice(&key)) : NAMES_NONE;
	str_fini(&key);
	hparams_content_fini(&content);
	return number;
}

/* ---- Learning ------------------------------------------------------------------- */

static bool reserve(struct hparam_groups *groups, uint32_t run)
{
	if (!array_reserve(&groups->runs, &groups->capacity, (size_t)run + 1))
		return false;
	for (; groups->count <= run; groups->count++)
		groups->runs[groups->count] = (struct known){STORE_NONE, 0, NAMES_NONE};
	return true;
}

static bool learn_run(struct hparam_groups *groups, const struct store *store, uint32_t position, uint32_t tag)
{
	uint32_t run = store_run_at(store, position);
	if (!reserve(groups, run))
		return false;
	struct known *known = &groups->runs[run];
	struct slice below = {0};
	uint32_t series = session_above(store, store_run(store, run).name, tag, &below), before = known->key;
	if (series == STORE_NONE) {
		series = session_below(store, position, tag);
		below = slice_of("");
	}
	uint64_t generation = series == STORE_NONE ? 0 : store_series_head(store, series).generation;
	if (known->series == series && known->generation == generation)
		return false;
	*known = (struct known){series, generation, NAMES_NONE};
	if (series != STORE_NONE)
		known->key = key_of(groups, store, series, below);
	return known->key != before;
}

bool hparam_groups_learn(struct hparam_groups *groups, const struct store *store, const char *names)
{
	uint32_t tag = store_tag_find(store, slice_of(START_TAG));
	bool anew = !groups->names || strcmp(groups->names, names), changed = anew;
	if (!anew && groups->generation == store_generation(store))
		return false;
	if (anew) {
		free(groups->names);
		groups->names = xstrdup(names);
		groups->count = 0;
	}
	groups->generation = store_generation(store);
	for (uint32_t i = 0; tag != STORE_NONE && i < store_run_count(store); i++)
		changed |= learn_run(groups, store, i, tag);
	return changed;
}

bool hparam_groups_key(const struct hparam_groups *groups, uint32_t run, struct slice *key)
{
	if (run >= groups->count || groups->runs[run].key == NAMES_NONE)
		return false;
	*key = names_text(&groups->keys, groups->runs[run].key);
	return true;
}
