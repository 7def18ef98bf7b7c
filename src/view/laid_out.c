#include "view/laid_out.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "view/scene.h"

#include <stdlib.h>
#include <string.h>

#define LAYOUT_TAG "custom_scalars__config__" /* TB: custom_scalar/metadata.py */
#define LOOK_AT_ONCE 256 /* tags, between two looks at the clock */

/* ---- The layouts ------------------------------------------------------------------------ */

static uint64_t mix(uint64_t hash, uint64_t value)
{
	return (hash ^ value) * UINT64_C(0x100000001b3);
}

static uint32_t layout_series(const struct scene *scene, uint32_t run, uint32_t tag)
{
	uint32_t series = tag == STORE_NONE ? STORE_NONE : store_series_find(scene->store, run, tag);
	bool is = series != STORE_NONE && store_series_head(scene->store, series).kind == KIND_LAYOUT;
	return is ? series : STORE_NONE;
}

/* Of each run the newest one, in the order of their names. */
static size_t find_places(struct laid_out *laid, const struct scene *scene, struct asset_place *out)
{
	uint32_t tag = store_tag_find(scene->store, slice_of(LAYOUT_TAG)), runs = store_run_count(scene->store);
	size_t count = 0;
	laid->left_out = 0;
	for (uint32_t i = 0; tag != STORE_NONE && i < runs; i++) {
		uint32_t series = layout_series(scene, store_run_at(scene->store, i), tag);
		uint64_t points = series == STORE_NONE ? 0 : store_series_head(scene->store, series).points;
		if (points && count == LAID_OUT_RUNS)
			laid->left_out++;
		else if (points && asset_place(scene->store, series, points - 1, &out[count]))
			count++;
	}
	return count;
}

static uint64_t look_at_places(struct laid_out *laid, const struct scene *scene, const struct asset_place *places,
                               struct asset_answer *answers, struct asks *out)
{
	uint64_t sources = (uint64_t)(uintptr_t)scene->layout;
	laid->loading = laid->failed = 0;
	for (size_t i = 0; i < laid->runs; i++) {
		ask_asset(out, &places[i]);
		answers[i] = scene->assets ? assets_look(scene->assets, &places[i]) : (struct asset_answer){0};
		laid->failed += answers[i].state == ASSET_FAILED;
		laid->loading += answers[i].state != ASSET_FAILED && answers[i].state != ASSET_READY;
		if (answers[i].state == ASSET_FAILED)
			laid->why = answers[i].why;
		sources = mix(mix(sources, places[i].series), (uint64_t)places[i].file << 32);
		sources = mix(mix(sources, places[i].item.offset), answers[i].state == ASSET_READY);
	}
	return sources;
}

static void take_layout(struct laid_out *laid, const struct custom_layout *from)
{
	struct custom_layout copy = {0};
	if (custom_layout_copy(&copy, from))
		custom_layout_merge(&laid->layout, &copy);
	custom_layout_fini(&copy);
}

/* ---- Their charts ------------------------------------------------------------------------ */

static void forget_charts(struct laid_out *laid)
{
	for (size_t i = 0; i < laid->regex_count; i++)
		regexp_free(laid->regexes[i].regex);
	for (size_t i = 0; i < laid->count; i++)
		free(laid->charts[i].tags);
	laid->count = laid->regex_count = 0;
	laid->looked_at = 0;
	custom_layout_fini(&laid->layout);
}

static void add_regexes(struct laid_out *laid, const struct layout_chart *chart)
{
	for (size_t i = 0; i < chart->tag_count && laid->regex_count < LAID_OUT_REGEXES; i++) {
		struct regexp *regex = regexp_new(str_slice(&chart->tags[i]), REGEXP_AT_START, NULL);
		if (!regex) {
			laid->charts[laid->count - 1].bad++;
			continue;
		}
		if (laid->regex_count == laid->regex_capacity) {
			laid->regex_capacity = laid->regex_capacity ? 2 * laid->regex_capacity : 16;
			laid->regexes = xrealloc(laid->regexes, laid->regex_capacity * sizeof *laid->regexes);
		}
		laid->regexes[laid->regex_count++] = (struct laid_regex){regex, laid->count - 1};
	}
}

static void add_charts(struct laid_out *laid, size_t category)
{
	const struct layout_category *from = &laid->layout.categories[category];
	for (size_t i = 0; i < from->chart_count && laid->count < LAID_OUT_CHARTS; i++) {
		if (laid->count == laid->capacity) {
			laid->capacity = laid->capacity ? 2 * laid->capacity : 16;
			laid->charts = xrealloc(laid->charts, laid->capacity * sizeof *laid->charts);
		}
		laid->charts[laid->count++] = (struct laid_chart){.category = category, .source = &from->charts[i]};
		add_regexes(laid, &from->charts[i]);
	}
}

static void make_charts(struct laid_out *laid, const struct scene *scene, const struct asset_answer *answers)
{
	forget_charts(laid);
	if (scene->layout)
		take_layout(laid, scene->layout);
	for (size_t i = 0; i < laid->runs; i++)
		if (answers[i].state == ASSET_READY)
			take_layout(laid, &answers[i].asset->layout);
	for (size_t i = 0; i < laid->layout.count; i++)
		add_charts(laid, i);
}

/* ---- Their tags --------------------------------------------------------------------------- */

static void add_tag(struct laid_chart *chart, uint32_t tag)
{
	if (chart->tag_count && chart->tags[chart->tag_count - 1] == tag)
		return; /* two expressions of the chart match it */
	if (chart->tag_count == chart->tag_capacity) {
		chart->tag_capacity = chart->tag_capacity ? 2 * chart->tag_capacity : 8;
		chart->tags = xrealloc(chart->tags, chart->tag_capacity * sizeof *chart->tags);
	}
	chart->tags[chart->tag_count++] = tag;
}

/* The tags that came since, as many as there is time for. */
static bool look_at_tags(struct laid_out *laid, const struct scene *scene)
{
	uint32_t tags = store_tag_count(scene->store);
	for (uint32_t now = 1; laid->looked_at < tags; laid->looked_at++, now++) {
		if (scene->deadline && now % LOOK_AT_ONCE == 0 && clock_mono() >= scene->deadline)
			return false;
		struct slice name = store_tag_name(scene->store, laid->looked_at);
		for (size_t i = 0; i < laid->regex_count; i++)
			if (regexp_matches(laid->regexes[i].regex, name))
				add_tag(&laid->charts[laid->regexes[i].chart], laid->looked_at);
	}
	return true;
}

static bool is_scalar(const struct tag_tree *kinds, uint32_t tag)
{
	return tag < kinds->kind_capacity && kinds->kinds[tag] & KIND_BIT(KIND_SCALAR);
}

/* In the order of their names; those that come first when there are too many. */
static void put_tag(const struct scene *scene, struct chart_given *given, uint32_t tag)
{
	struct slice name = store_tag_name(scene->store, tag);
	int at = given->tag_count;
	while (at > 0 && slice_compare(name, store_tag_name(scene->store, given->tags[at - 1])) < 0)
		at--;
	if (at == CHART_TAGS)
		return;
	given->tag_count += given->tag_count < CHART_TAGS;
	memmove(given->tags + at + 1, given->tags + at, (size_t)(given->tag_count - at - 1) * sizeof *given->tags);
	given->tags[at] = tag;
}

static void say_title(struct laid_chart *chart, size_t tags)
{
	label_name(&chart->given.title, str_slice(&chart->source->title), LABEL_SIZE / 2);
	struct label title = chart->given.title;
	if (tags > CHART_TAGS)
		label_format(&chart->given.title, "%s (%d of %zu tags)", title.text, CHART_TAGS, tags);
}

static void say_note(struct laid_chart *chart)
{
	struct label which;
	const struct layout_chart *source = chart->source;
	if (source->content == CHART_EMPTY) {
		label_format(&chart->given.note, "the layout names no tags here");
		return;
	}
	bool margin = source->content == CHART_MARGIN;
	const struct str *first = margin && source->margin_count ? &source->margins[0].value :
	                          source->tag_count              ? &source->tags[0] : NULL;
	label_set(&which, first ? str_slice(first) : slice_of(""), 40, TEXT_CUT_END);
	if (chart->bad)
		label_format(&chart->given.note, "not a regular expression: %s", which.text);
	else if (margin)
		label_format(&chart->given.note, "no run has the scalar %s", which.text);
	else
		label_format(&chart->given.note, "no scalar tag matches %s", which.text);
}

static uint32_t scalar_of(const struct scene *scene, const struct tag_tree *kinds, const struct str *name)
{
	uint32_t tag = store_tag_find(scene->store, str_slice(name));
	return tag != STORE_NONE && is_scalar(kinds, tag) ? tag : STORE_NONE;
}

static void give_margins(struct laid_chart *chart, const struct scene *scene, const struct tag_tree *kinds)
{
	struct chart_given *given = &chart->given;
	const struct layout_chart *source = chart->source;
	given->has_margins = true;
	for (size_t i = 0; i < source->margin_count && given->tag_count < CHART_TAGS; i++) {
		const struct margin *margin = &source->margins[i];
		uint32_t tag = scalar_of(scene, kinds, &margin->value);
		if (tag == STORE_NONE)
			continue;
		given->margins[given->tag_count] = (struct chart_margin){
			scalar_of(scene, kinds, &margin->lower), scalar_of(scene, kinds, &margin->upper)};
		given->tags[given->tag_count++] = tag;
	}
	say_title(chart, source->margin_count);
}

static void give(struct laid_chart *chart, const struct scene *scene, const struct tag_tree *kinds)
{
	size_t tags = 0;
	chart->given = (struct chart_given){0};
	say_note(chart);
	if (chart->source->content == CHART_MARGIN) {
		give_margins(chart, scene, kinds);
		return;
	}
	for (size_t i = 0; i < chart->tag_count; i++)
		if (is_scalar(kinds, chart->tags[i])) {
			put_tag(scene, &chart->given, chart->tags[i]);
			tags++;
		}
	say_title(chart, tags);
}

/* ---- Together ------------------------------------------------------------------------------ */

bool laid_out_prepare(struct laid_out *laid, const struct scene *scene, const struct tag_tree *kinds, struct asks *out)
{
	struct asset_place places[LAID_OUT_RUNS];
	struct asset_answer answers[LAID_OUT_RUNS];
	laid->runs = find_places(laid, scene, places);
	uint64_t sources = look_at_places(laid, scene, places, answers, out);
	bool anew = !laid->begun || sources != laid->sources;
	if (anew)
		make_charts(laid, scene, answers);
	laid->begun = true;
	laid->sources = sources;
	uint32_t seen = laid->looked_at;
	bool all = look_at_tags(laid, scene);
	uint64_t kinds_seen = mix(kinds->series_count, kinds->tag_count);
	if (anew || seen != laid->looked_at || kinds_seen != laid->kinds_seen) {
		for (size_t i = 0; i < laid->count; i++)
			give(&laid->charts[i], scene, kinds);
		laid->made++;
	}
	laid->kinds_seen = kinds_seen;
	return all;
}

bool laid_out_available(const struct scene *scene)
{
	kind_set kinds = store_kinds(scene->store);
	return kinds & KIND_BIT(KIND_SCALAR) && (scene->layout || kinds & KIND_BIT(KIND_LAYOUT));
}

void laid_out_fini(struct laid_out *laid)
{
	forget_charts(laid);
	free(laid->charts);
	free(laid->regexes);
	*laid = (struct laid_out){0};
}
