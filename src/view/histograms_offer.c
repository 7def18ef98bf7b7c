#include "view/histograms.h"

/* ---- Buckets ------------------------------------------------------------------------ */

/* Looked up anew: what was borrowed for the picture may be gone. */
static void add_buckets(struct offer *out, const struct scene *scene, const struct asset_place *place)
{
	struct asset_answer answer = {0};
	struct rows *rows = &out->rows;
	if (scene->assets)
		answer = assets_look(scene->assets, place);
	const struct histogram *histogram = answer.state == ASSET_READY ? &answer.asset->histogram : NULL;
	out->missing += !histogram;
	for (size_t i = 0; histogram && i < histogram->count; i++) {
		rows_integer(rows, place->item.step);
		rows_number(rows, place->item.wall_time);
		rows_number(rows, histogram->buckets[i].left);
		rows_number(rows, histogram->buckets[i].right);
		rows_number(rows, histogram->buckets[i].count);
	}
}

/* Of the steps that the picture stands for. */
static void offer_buckets(const struct histograms *view, const struct scene *scene, struct offer *out)
{
	static const char *const names[] = {"step", "wall_time", "left", "right", "count"};
	bool one = view->form == FORM_STEP;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		rows_column(&out->rows, slice_of(names[i]));
	out->rows_are = one ? "buckets of this step" : "buckets of the steps that are drawn";
	if (one && view->slider.any)
		add_buckets(out, scene, &view->slider.place);
	for (size_t i = 0; i < view->sampling.count && !one; i++)
		if (!view->sampling.items[i].same)
			add_buckets(out, scene, &view->sampling.items[i].place);
}

/* ---- Layers ------------------------------------------------------------------------- */

static void offer_layer(const struct scene *scene, const struct layer *layer, struct offer *out)
{
	struct rows *rows = &out->rows;
	for (size_t i = 0; i < layer->columns && i < layer->sampling.count; i++) {
		const struct layer_cell *cell = &layer->cells[i];
		if (layer->sampling.items[i].same)
			continue;
		out->missing += !cell->known;
		if (!cell->known)
			continue;
		rows_text(rows, store_tag_name(scene->store, layer->tag));
		rows_integer(rows, layer->sampling.items[i].place.item.step);
		for (int k = 0; k < MEASURE_COUNT; k++)
			rows_known(rows, cell->values[k]);
	}
}

static void offer_layers(const struct histograms *view, const struct scene *scene, struct offer *out)
{
	rows_column(&out->rows, slice_of("tag"));
	rows_column(&out->rows, slice_of("step"));
	for (int i = 0; i < MEASURE_COUNT; i++)
		rows_column(&out->rows, slice_of(measure_names[i]));
	out->rows_are = "measures of all layers that are drawn";
	for (size_t i = 0; i < view->layers.count; i++)
		offer_layer(scene, &view->layers.items[i], out);
}

void histograms_offer(const void *state, const struct scene *scene, struct offer *out)
{
	const struct histograms *view = state;
	if (view->form == FORM_LAYERS) {
		str_append_text(&out->name, "layers");
		out->run = view->browse.run;
		offer_layers(view, scene, out);
		return;
	}
	offer_tag(out, scene, view->browse.tag, KIND_HISTOGRAM, view->browse.run);
	if (!view->empty.length)
		offer_buckets(view, scene, out);
}
