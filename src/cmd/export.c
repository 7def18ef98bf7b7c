#include "cmd/exporting.h"

#include "base/number.h"
#include "base/text.h"
#include "cmd/commands.h"
#include "cmd/message.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define EXIT_NOTHING 1
#define EXIT_USAGE 2

/* ---- Lines ------------------------------------------------------------------------ */

/* Only control characters are escaped in a table: backslashes stay as they are. */
static void append_escaped(struct str *out, struct slice text)
{
	while (text.length) {
		uint32_t code;
		char bytes[4];
		size_t taken = text_decode(text, &code);
		if (text_is_control(code))
			text_json(out, slice_make(text.data, taken));
		else
			str_append(out, bytes, text_encode(code, bytes));
		text = slice_make(text.data + taken, text.length - taken);
	}
}

/* RFC 4180: a cell with a comma or a quote is quoted, its quotes doubled. */
void export_cell(struct str *out, enum export_format format, struct slice text)
{
	if (format == EXPORT_TSV || !(slice_contains(text, ",") || slice_contains(text, "\""))) {
		append_escaped(out, text);
		return;
	}
	struct str escaped = {0};
	append_escaped(&escaped, text);
	str_append_char(out, '"');
	for (size_t i = 0; i < escaped.length; i++) {
		if (escaped.data[i] == '"')
			str_append_char(out, '"');
		str_append_char(out, escaped.data[i]);
	}
	str_append_char(out, '"');
	str_fini(&escaped);
}

static char separator(enum export_format format)
{
	return format == EXPORT_TSV ? '\t' : ',';
}

void export_series_start(struct str *out, enum export_format format, struct slice run, struct slice tag,
                         enum kind kind)
{
	if (format == EXPORT_JSONL) {
		struct json json = {.out = out};
		json_open(&json, '{');
		json_key(&json, "run");
		json_text(&json, run);
		json_key(&json, "tag");
		json_text(&json, tag);
		json_key(&json, "kind");
		json_text(&json, slice_of(kind_name(kind)));
		json_key(&json, "step");
		return;
	}
	export_cell(out, format, run);
	str_append_char(out, separator(format));
	export_cell(out, format, tag);
	str_append_char(out, separator(format));
}

static void row_json(struct str *out, const struct row *row, enum number_type type, const double *smoothed)
{
	struct json json = {.out = out};
	json_signed(&json, row->step);
	json_key(&json, "wall_time");
	json_double(&json, row->wall_time);
	json_key(&json, "value");
	bool finite = json_is_finite(type, row->bits);
	if (!finite)
		str_append_char(out, '"');
	json_append_number(out, type, row->bits);
	if (!finite)
		str_append_char(out, '"');
	json.more = true;
	if (smoothed) {
		json_key(&json, "smoothed");
		json_double(&json, *smoothed);
	}
	json_close(&json, '}');
}

void export_row(struct str *out, enum export_format format, const struct row *row, enum number_type type,
                const double *smoothed)
{
	char number[NUMBER_SIZE];
	if (format == EXPORT_JSONL) {
		row_json(out, row, type, smoothed);
		return;
	}
	str_printf(out, "%" PRId64 "%c", row->step, separator(format));
	str_append(out, number, number_shortest_double(number, row->wall_time));
	str_append_char(out, separator(format));
	json_append_number(out, type, row->bits);
	if (smoothed) {
		str_append_char(out, separator(format));
		str_append(out, number, number_shortest_double(number, *smoothed));
	}
}

void export_header(struct str *out, enum export_format format, bool smoothed)
{
	static const char *const names[] = {"run", "tag", "step", "wall_time", "value", "smoothed"};
	size_t count = smoothed ? 6 : 5;
	for (size_t i = 0; format != EXPORT_JSONL && i < count; i++) {
		str_append_text(out, names[i]);
		str_append_char(out, i + 1 < count ? separator(format) : '\n');
	}
}

/* ---- What is asked for -------------------------------------------------------------- */

#define KINDS_WITH_LINES                                                                                      \
	(KIND_BIT(KIND_SCALAR) | KIND_BIT(KIND_HISTOGRAM) | KIND_BIT(KIND_IMAGE) | KIND_BIT(KIND_AUDIO) |      \
	 KIND_BIT(KIND_TEXT) | KIND_BIT(KIND_PR_CURVE) | KIND_BIT(KIND_MESH) | KIND_BIT(KIND_TENSOR))

static bool each_rows(void *context, const struct row *rows, size_t count, enum number_type type)
{
	struct export *export = context;
	for (size_t i = 0; i < count; i++) {
		export->any = true;
		str_append_slice(&export->out.text, str_slice(&export->start));
		double value = number_value(type, rows[i].bits);
		double smoothed = export->leaves ? value : smooth_next(&export->smooth, rows[i].step, value);
		export_row(&export->out.text, export->format, &rows[i], type, export->smoothed ? &smoothed : NULL);
		if (!out_line(&export->out))
			return false;
	}
	return true;
}

static void export_run(struct export *export, uint32_t run)
{
	struct slice name = store_run(export->store, run).name;
	if (!expression_matches(&export->run, name))
		return;
	uint32_t count = store_run_series_count(export->store, run);
	for (uint32_t i = 0; i < count && export->out.status == STATUS_OK; i++) {
		uint32_t series = store_run_series_at(export->store, run, i);
		struct series_info info = store_series(export->store, series);
		struct slice tag = store_tag_name(export->store, info.tag);
		if (!(KIND_BIT(info.kind) & export->kinds) || !expression_matches(&export->tag, tag))
			continue;
		str_clear(&export->start);
		export_series_start(&export->start, export->format, name, tag, info.kind);
		if (info.kind != KIND_SCALAR) {
			export_points(export, series);
			continue;
		}
		export->smooth.state = (struct smooth_state){0};
		export->leaves = smooth_leaves(export->store, series);
		store_walk_scalars(export->store, series, each_rows, export);
	}
}

/* Nothing is left out without a word. */
static int note_unread(const struct export *export)
{
	struct str points = {0};
	str_printf(&points, "export: %" PRIu64 " %s can't be read", export->unread, export->unread == 1 ? "point" : "points");
	message(str_text(&points), status_text(export->unread_why));
	str_fini(&points);
	return EXIT_NOTHING;
}

static void export_lines(struct export *export)
{
	export_header(&export->out.text, export->format, export->smoothed);
	for (uint32_t i = 0; i < store_run_count(export->store) && export->out.status == STATUS_OK; i++)
		export_run(export, store_run_at(export->store, i));
	str_fini(&export->start);
}

static int export_store(struct export *export, const char *path)
{
	if (!out_open(&export->out, path))
		return EXIT_UNREADABLE;
	switch (export->kinds) {
	case KIND_BIT(KIND_HPARAMS): export_hparams(export); break;
	case KIND_BIT(KIND_GRAPH): export_graphs(export); break;
	case KIND_BIT(KIND_LAYOUT): export_layout(export); break;
	default: export_lines(export); break;
	}
	int status = out_close(&export->out, export->any ? 0 : EXIT_NOTHING);
	if (export->unread && export->out.status == STATUS_OK) /* to a reader that went away nothing is said */
		return note_unread(export);
	if (status == EXIT_NOTHING)
		message_nothing("export", export->store);
	return status;
}

static bool parse_format(const char *name, enum export_format *format)
{
	static const char *const names[] = {"jsonl", "csv", "tsv"};
	for (int i = 0; i < 3; i++) {
		if (!name || !strcmp(name, names[i])) {
			*format = (enum export_format)i;
			return true;
		}
	}
	message(name, "no such format; there are jsonl, csv and tsv");
	return false;
}

static bool parse_smooth(struct export *export, const char *spec)
{
	export->smoothed = spec;
	if (!spec || (smooth_parse(spec, &export->spec) && export->spec.kind != SMOOTH_OFF))
		return true;
	message("export --smooth takes ema:W or tw-ema:W, with a weight W from 0 to 1, or window:N, "
	        "with 1 to 1000000 points, not", spec);
	return false;
}

#define KINDS_WITH_A_TABLE (KIND_BIT(KIND_HPARAMS) | KIND_BIT(KIND_GRAPH) | KIND_BIT(KIND_LAYOUT))

static void tell_kinds(const char *what, bool known)
{
	struct str why = {0};
	str_append_text(&why, known ? "it has nothing to export; these have:" : "no such kind; there are");
	for (int i = 0; i < KIND_COUNT; i++)
		if (KIND_BIT(i) & (KINDS_WITH_LINES | KINDS_WITH_A_TABLE))
			str_printf(&why, " %s", kind_name((enum kind)i));
	message(what, str_text(&why));
	str_fini(&why);
}

static bool parse_kind(struct export *export, const char *name)
{
	enum kind kind;
	export->kinds = KINDS_WITH_LINES;
	if (!name)
		return true;
	struct str what = {0};
	str_printf(&what, "export --kind %s", name);
	bool known = kind_parse(name, &kind);
	bool there = known && KIND_BIT(kind) & (KINDS_WITH_LINES | KINDS_WITH_A_TABLE);
	if (there)
		export->kinds = KIND_BIT(kind);
	else
		tell_kinds(str_text(&what), known);
	str_fini(&what);
	return there;
}

/* A table has one shape, that of scalars. */
static bool fit_format(struct export *export, const struct options *options)
{
	if (export->format == EXPORT_JSONL)
		return true;
	bool fits = !options->kind || export->kinds == KIND_BIT(KIND_SCALAR);
	export->kinds = KIND_BIT(KIND_SCALAR);
	if (!fits)
		message("export --format csv and tsv are for scalars; of this kind there is jsonl, not", options->format);
	return fits;
}

static int export_logdirs(struct export *export, const struct options *options)
{
	struct store *store = message_load(options);
	export->store = store;
	export->reader = store ? payload_reader_new() : NULL;
	int status = EXIT_UNREADABLE;
	if (export->reader)
		status = export_store(export, options->output);
	else if (store)
		message("export", status_text(STATUS_NO_MEMORY));
	payload_reader_free(export->reader);
	return status;
}

int cmd_export(const struct options *options)
{
	struct export export = {0};
	if (!parse_format(options->format, &export.format) || !parse_kind(&export, options->kind) ||
	    !fit_format(&export, options) || !parse_smooth(&export, options->smooth))
		return EXIT_USAGE;
	if (!smooth_init(&export.smooth, export.spec)) {
		message("export --smooth", status_text(STATUS_NO_MEMORY));
		return EXIT_UNREADABLE;
	}
	int status = EXIT_USAGE;
	if (expression_compile(&export.run, "--run", options->run) && expression_compile(&export.tag, "--tag", options->tag))
		status = export_logdirs(&export, options);
	expression_fini(&export.run);
	expression_fini(&export.tag);
	smooth_fini(&export.smooth);
	return status;
}
