#define _DEFAULT_SOURCE /* TIOCGWINSZ */

#include "base/clock.h"
#include "cmd/commands.h"
#include "cmd/expression.h"
#include "cmd/look.h"
#include "cmd/message.h"
#include "cmd/opening.h"
#include "cmd/projecting.h"
#include "cmd/out.h"
#include "disk/payload.h"
#include "ui/ansi.h"
#include "view/dashboard.h"
#include "view/group_look.h"

#include <math.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { COLUMNS = 80, ROWS = 24 };
#define EXIT_NOTHING 1

/* As asked for, else the terminal's, else 80x24. */
static void frame_size(const struct options *options, int *columns, int *rows)
{
	struct winsize size = {0};
	*columns = options->columns;
	*rows = options->rows;
	if (*columns > 0 && *rows > 0)
		return;
	bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0;
	*columns = known ? size.ws_col : COLUMNS;
	*rows = known ? size.ws_row : ROWS;
}

/* A pipe tells nothing of whoever reads it: 256 colours unless the environment says more. */
static enum colour_depth depth_of(const struct options *options)
{
	if (!look_has_colour(options))
		return COLOUR_MONO;
	return colour_depth_of("xterm-256color", getenv("COLORTERM"), NULL);
}

static int print_frame(const struct canvas *canvas, const struct options *options)
{
	struct out out;
	if (!out_open(&out, NULL))
		return EXIT_UNREADABLE;
	if (options->ansi) {
		const struct theme *theme = options->theme ? options->theme : &theme_dark;
		bool more = true;
		for (int y = 0; y < canvas->rows && more; y++) {
			ansi_row(canvas, y, theme, depth_of(options), &out.text);
			more = out_line(&out);
		}
	} else {
		struct str text = {0};
		canvas_to_text(canvas, &text);
		str_append(&out.text, str_text(&text), text.length ? text.length - 1 : 0);
		out_line(&out);
		str_fini(&text);
	}
	return out_close(&out, 0);
}

/* What is seen may tell what else is needed, and what is asked for at once has a bound (model/assets). */
#define ROUNDS 256

/* Draws at once what of meshes and clouds is asked for. True when there was something to draw. */
static bool draw_solids(struct solids *solids, const struct asks *asks)
{
	bool any = false;
	for (size_t i = 0; i < asks->count; i++)
		if (asks->items[i].what == ASK_SOLID)
			solids_want(solids, asks->items[i].solid);
	for (; solids_take(solids); any = true) {
		solids_work(solids);
		solids_put(solids);
	}
	return any;
}

/* Likewise labels, which are read through. */
static bool read_labels(struct label_scan *labels, const struct asks *asks)
{
	bool any = false;
	for (size_t i = 0; i < asks->count; i++)
		if (asks->items[i].what == ASK_LABELS)
			label_scan_want(labels, asks->items[i].projection, asks->items[i].index, asks->items[i].text);
	for (; label_scan_take(labels); any = true) {
		label_scan_work(labels);
		label_scan_put(labels);
	}
	return any;
}

/* Reads and decodes at once what the views asked for. True when something came. */
static bool fetch(const struct store *store, struct assets *assets, struct finds *finds,
                  struct projections *projections, struct payload_reader *reader, const struct asks *asks)
{
	struct asset_place place;
	bool any = false;
	assets_round(assets);
	for (size_t i = 0; i < asks->count; i++)
		if (asks->items[i].what == ASK_ASSET)
			assets_want(assets, &asks->items[i].place);
	for (size_t i = 0; i < asks->count; i++)
		if (asks->items[i].what == ASK_OPEN)
			finds_want(finds, asks->items[i].text);
		else if (asks->items[i].what == ASK_SETTINGS)
			finds_want_settings(finds);
		else if (asks->items[i].what == ASK_PROJECT)
			projections_want(projections, asks->items[i].text, asks->items[i].index, asks->items[i].stamp);
	any = opening_now(finds, 0);
	any |= projecting_now(projections);
	for (; reader && assets_take(assets, &place); any = true) {
		struct series_info info = store_series(store, place.series);
		struct payload payload;
		struct asset *asset = NULL;
		enum status status = payload_read(reader, store_file(store, place.file).path.data, &place.item,
		                                  PAYLOAD_ANY, &payload);
		payload.plugin = info.plugin;
		payload.content = info.content;
		payload.part = place.part;
		if (!status)
			status = decode(place.kind, &payload, &asset);
		assets_put(assets, &place, asset, status);
	}
	return any;
}

static void prepare(struct dashboard *dashboard, const struct scene *scene, struct assets *assets,
                    struct finds *finds, struct projections *projections, struct solids *solids,
                    struct label_scan *labels, const struct canvas *canvas)
{
	struct payload_reader *reader = payload_reader_new();
	bool more = true;
	for (int round = 0; more; round++) {
		struct asks asks = {0};
		solids_round(solids);
		dashboard_prepare(dashboard, scene, canvas->columns, canvas->rows, &asks);
		more = draw_solids(solids, &asks);
		more |= read_labels(labels, &asks);
		more |= fetch(scene->store, assets, finds, projections, reader, &asks);
		more &= round < ROUNDS;
		asks_fini(&asks);
	}
	payload_reader_free(reader);
}

/* Everything was read: what the live program settles on when it has caught up. */
static int print_store(const struct store *store, struct dashboard *dashboard, const struct options *options)
{
	struct choice *choice = choice_new();
	struct steptimes *steptimes = steptimes_new();
	struct group_looks *looks = group_looks_new();
	struct derived *derived = derived_new();
	struct str place = {0};
	struct assets *assets = assets_new(ASSETS_KEPT, ASSETS_MOST);
	struct finds *finds = finds_new();
	struct projections *projections = projections_new();
	struct solids *solids = solids_new();
	struct label_scan *labels = label_scan_new();
	struct canvas canvas;
	int columns, rows;
	look_place(options, &place);
	look_begin(options, FROM_DEFAULT, choice);
	choice_settle(choice, store);
	frame_size(options, &columns, &rows);
	canvas_init(&canvas, columns, rows, look_charset(options));
	struct scene scene = {
		.store = store,
		.assets = assets,
		.finds = finds,
		.projections = projections,
		.solids = solids,
		.labels = labels,
		.choice = choice,
		.steptimes = steptimes,
		.group_looks = looks,
		.derived = derived,
		.layout = options->config && options->config->layout.count ? &options->config->layout : NULL,
		.now = clock_wall(),
		.target_step = isfinite(options->target_step) ? options->target_step : 0,
		.place = str_text(&place),
		.ascii = canvas.charset != CHARSET_UNICODE,
	};
	finds_want_targets(finds);
	opening_find(finds, options->logdirs, options->logdir_count);
	prepare(dashboard, &scene, assets, finds, projections, solids, labels, &canvas);
	dashboard_paint(dashboard, &canvas);
	int result = print_frame(&canvas, options);
	if (!result && !(choice_run_filter_works(choice) && choice_tag_filter_works(choice))) {
		message_nothing("once", store);
		result = EXIT_NOTHING;
	}
	canvas_fini(&canvas);
	solids_free(solids);
	label_scan_free(labels);
	assets_free(assets);
	finds_free(finds);
	projections_free(projections);
	str_fini(&place);
	derived_free(derived);
	group_looks_free(looks);
	steptimes_free(steptimes);
	choice_free(choice);
	return result;
}

/* As on the screen a filter is looked for as plain text when it is no regular expression, so that is said before. */
static bool filters_compile(const struct options *options)
{
	struct expression run = {0}, tag = {0};
	bool good = expression_compile(&run, "--run", options->run) && expression_compile(&tag, "--tag", options->tag);
	expression_fini(&run);
	expression_fini(&tag);
	return good;
}

int cmd_once(const struct options *options)
{
	struct dashboard *dashboard = dashboard_new();
	int result = EXIT_UNREADABLE;
	if (options->config)
		dashboard_set_keys(dashboard, &options->config->keymap);
	if (options->view && !dashboard_show(dashboard, options->view)) {
		message_view(options->view);
	} else if (filters_compile(options)) {
		struct store *store = message_load(options);
		if (store)
			result = print_store(store, dashboard, options);
	}
	dashboard_free(dashboard);
	return result;
}
