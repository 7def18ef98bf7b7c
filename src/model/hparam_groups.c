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

/* A key, as "name<SEPARATOR>value" of each hparam: by this no text is told apart that was cleaned. */
#define SEPARATOR '\x1f'
struct parts {
	uint32_t *pairs; /* numbers in hparam_groups.pairs */
	size_t count, capacity;
	bool used;                /* by a run */
	struct str brief, terse;
};

struct hparam_groups {
	struct names keys, pairs;
	struct parts *parts; /* of keys, by number */
	size_t part_count, part_capacity;
	struct known *runs; /* by number */
	size_t count, capacity;
	char *names;         /* what was asked for */
	uint64_t generation; /* of the store, when last looked at */
};

static void parts_fini(struct parts *parts)
{
	free(parts->pairs);
	str_fini(&parts->brief);
	str_fini(&parts->terse);
}

struct hparam_groups *hparam_groups_new(void)
{
	struct hparam_groups *groups = xcalloc(1, sizeof *groups);
	names_init(&groups->keys);
	names_init(&groups->pairs);
	return groups;
}

void hparam_groups_free(struct hparam_groups *groups)
{
	if (!groups)
		return;
	for (size_t i = 0; i < groups->part_count; i++)
		parts_fini(&groups->parts[i]);
	free(groups->parts);
	names_fini(&groups->keys);
	names_fini(&groups->pairs);
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

static void say_pair(const struct hparam *hparam, struct str *out)
{
	char number[NUMBER_SIZE];
	text_clean(out, str_slice(&hparam->name));
	str_append_char(out, SEPARATOR);
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

/* "lr=0.001"; of a word without a name the word. */
static void append_pair(struct str *out, struct slice pair, bool name)
{
	const char *at = memchr(pair.data, SEPARATOR, pair.length), *end = pair.data + pair.length;
	if (out->length)
		str_append_char(out, ' ');
	if (name && at > pair.data) {
		str_append(out, pair.data, (size_t)(at - pair.data));
		str_append_char(out, '=');
	}
	str_append_slice(out, slice_make(at + 1, (size_t)(end - at - 1)));
}

static bool add_pair(struct hparam_groups *groups, struct parts *parts, const struct str *pair)
{
	uint32_t number = names_intern(&groups->pairs, str_slice(pair));
	if (number == NAMES_NONE || !array_reserve(&parts->pairs, &parts->capacity, parts->count + 1))
		return false;
	parts->pairs[parts->count++] = number;
	return true;
}

static bool take_pairs(struct hparam_groups *groups, const struct session_start *start, struct slice below,
                       struct parts *parts)
{
	struct str pair = {0};
	bool good = true;
	for (size_t i = 0; good && i < start->count; i++) {
		if (!is_wanted(str_slice(&start->hparams[i].name), groups->names))
			continue;
		str_clear(&pair);
		say_pair(&start->hparams[i], &pair);
		good = add_pair(groups, parts, &pair);
	}
	if (good && parts->count && below.length > 1) {
		str_clear(&pair);
		str_append_char(&pair, SEPARATOR);
		text_clean(&pair, slice_make(below.data + 1, below.length - 1));
		good = add_pair(groups, parts, &pair);
	}
	str_fini(&pair);
	return good && parts->count;
}

/* Takes the parts; a key that was there has the same. */
static uint32_t key_of_parts(struct hparam_groups *groups, struct parts *parts)
{
	struct str key = {0};
	for (size_t i = 0; i < parts->count; i++)
		append_pair(&key, names_text(&groups->pairs, parts->pairs[i]), true);
	bool room = array_reserve(&groups->parts, &groups->part_capacity, (size_t)groups->keys.count + 1);
	uint32_t number = room ? names_intern(&groups->keys, str_slice(&key)) : NAMES_NONE;
	str_fini(&key);
	if (number == NAMES_NONE || number < groups->part_count)
		parts_fini(parts);
	else
		groups->parts[groups->part_count++] = *parts;
	return number;
}

static uint32_t key_of(struct hparam_groups *groups, const struct store *store, uint32_t series, struct slice below)
{
	struct hparams_content content = {0};
	struct parts parts = {0};
	uint32_t number = NAMES_NONE;
	bool good = plugin_hparams(store_series(store, series).content, &content) == STATUS_OK &&
	            content.what == HPARAMS_START && content.version == 0;
	if (good && take_pairs(groups, &content.start, below, &parts))
		number = key_of_parts(groups, &parts);
	else
		parts_fini(&parts);
	hparams_content_fini(&content);
	return number;
}

/* ---- What tells keys apart ------------------------------------------------------- */

static void count_pairs(struct hparam_groups *groups, uint32_t *keys_with)
{
	for (size_t i = 0; i < groups->count; i++)
		if (groups->runs[i].key != NAMES_NONE)
			groups->parts[groups->runs[i].key].used = true;
	for (size_t i = 0; i < groups->part_count; i++)
		for (size_t k = 0; groups->parts[i].used && k < groups->parts[i].count; k++)
			keys_with[groups->parts[i].pairs[k]]++;
}

static void tell_apart(struct hparam_groups *groups)
{
	uint32_t *keys_with = xcalloc((size_t)groups->pairs.count + 1, sizeof *keys_with), keys = 0;
	for (size_t i = 0; i < groups->part_count; i++)
		groups->parts[i].used = false;
	count_pairs(groups, keys_with);
	for (size_t i = 0; i < groups->part_count; i++)
		keys += groups->parts[i].used;
	for (size_t i = 0; i < groups->part_count; i++) {
		struct parts *parts = &groups->parts[i];
		str_clear(&parts->brief);
		str_clear(&parts->terse);
		for (size_t k = 0; k < parts->count; k++) {
			struct slice pair = names_text(&groups->pairs, parts->pairs[k]);
			if (keys_with[parts->pairs[k]] == keys && keys > 1)
				continue;
			append_pair(&parts->brief, pair, true);
			append_pair(&parts->terse, pair, false);
		}
	}
	free(keys_with);
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
	if (changed)
		tell_apart(groups);
	return changed;
}

bool hparam_groups_key(const struct hparam_groups *groups, uint32_t run, struct slice *key)
{
	if (run >= groups->count || groups->runs[run].key == NAMES_NONE)
		return false;
	*key = names_text(&groups->keys, groups->runs[run].key);
	return true;
}

bool hparam_groups_brief(const struct hparam_groups *groups, uint32_t run, struct slice *brief, struct slice *terse)
{
	if (run >= groups->count || groups->runs[run].key == NAMES_NONE)
		return false;
	const struct parts *parts = &groups->parts[groups->runs[run].key];
	*brief = str_slice(&parts->brief);
	*terse = str_slice(&parts->terse);
	return parts->brief.length;
}
