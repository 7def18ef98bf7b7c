#include "base/number.h"
#include "view/ask.h"
#include "view/box.h"
#include "view/browse.h"
#include "view/meanings.h"
#include "view/offer.h"
#include "view/rich.h"
#include "view/rich_look.h"
#include "view/scene.h"
#include "view/step_slider.h"
#include "view/views.h"

enum { TITLE_FROM = 6, SLIDER_FROM = 3, NUMBER_WIDTH = 10, TEXT_WIDTH = 20, GAP = 2, DIGITS = 4, DIGITS_FEWER = 3 };

struct tensors {
	struct browse browse;
	struct step_slider slider;
	bool started;
	struct rich rich; /* what the tensor is, then its values */
	bool made;
	struct asset_place place; /* that it was made of */
	int width;
	int top;
	struct rect body, title_row;
	struct label title, note;
};

/* ---- Lines --------------------------------------------------------------------------------- */

static void add_line(struct tensors *tab, const struct str *line, enum role role)
{
	rich_line(&tab->rich, str_slice(line), tab->body.width, role, "");
}

static void say_shape(const struct ndarray *array, struct str *out)
{
	char number[NUMBER_SIZE];
	const char *name = dtype_name(array->dtype);
	str_printf(out, "%s  [", name ? name : "unknown type");
	for (uint32_t i = 0; i < array->rank; i++)
		str_printf(out, "%s%lld", i ? ", " : "", (long long)array->dims[i]);
	number_grouped(number, (int64_t)array->elements);
	str_printf(out, "]  %s element%s", number, array->elements == 1 ? "" : "s");
}

/* Facts go on in a further line where they would be cut. */
static void say_number(struct tensors *tab, struct str *out, const char *name, double value)
{
	char text[NUMBER_SIZE];
	struct str fact = {0};
	number_short(text, value, 4);
	str_printf(&fact, "%s %s", name, text);
	if (out->length && (int)(out->length + fact.length) + 2 > tab->body.width) {
		add_line(tab, out, ROLE_TEXT);
		str_clear(out);
	}
	str_printf(out, "%s%s", out->length ? "  " : "", fact.data);
	str_fini(&fact);
}

static void say_facts(struct tensors *tab, const struct ndarray *array, struct str *out)
{
	if (array->form != NDARRAY_NUMBERS && array->form != NDARRAY_BOOLS)
		return;
	if (array->facts.min <= array->facts.max) {
		say_number(tab, out, "min", array->facts.min);
		say_number(tab, out, "max", array->facts.max);
		say_number(tab, out, "mean", array->facts.mean);
		say_number(tab, out, "std", array->facts.deviation);
	}
	say_number(tab, out, "zeros", (double)array->facts.zeros);
	if (array->facts.nans)
		say_number(tab, out, "NaN", (double)array->facts.nans);
	if (array->facts.infinities)
		say_number(tab, out, "inf", (double)array->facts.infinities);
}

static void say_value(const struct ndarray *array, size_t at, int digits, struct label *out)
{
	char text[NUMBER_SIZE], other[NUMBER_SIZE];
	switch (array->form) {
	case NDARRAY_STRINGS: label_set(out, array->texts[at], TEXT_WIDTH - 2, TEXT_CUT_END); return;
	case NDARRAY_BOOLS: label_format(out, "%s", array->bits[at] ? "true" : "false"); return;
	case NDARRAY_COMPLEX:
		number_short(text, number_value(array->type, array->bits[2 * at]), digits);
		number_short(other, number_value(array->type, array->bits[2 * at + 1]), digits);
		label_format(out, "%s%s%si", text, other[0] == '-' ? "" : "+", other);
		return;
	default:
		number_short(text, number_value(array->type, array->bits[at]), digits);
		label_format(out, "%s", text);
	}
}

/* Columns as wide as the widest value, and the gap before it, which the first has not. */
static int value_width(const struct ndarray *array, int digits)
{
	int width = 0;
	for (size_t i = 0; i < array->kept; i++) {
		struct label value;
		say_value(array, i, digits, &value);
		width = value.width > width ? value.width : width;
	}
	return width + GAP;
}

/* How values are said: shorter where a row then fits into a line, else in columns of the usual width. */
struct saying {
	int digits, width, fit; /* columns of a value; values in a line */
};

static struct saying saying_of(const struct ndarray *array, uint64_t row, int room)
{
	room += array->form == NDARRAY_STRINGS ? 0 : GAP;
	struct saying saying = {.digits = DIGITS, .width = TEXT_WIDTH};
	if (array->form != NDARRAY_STRINGS) {
		saying.width = value_width(array, DIGITS);
		if (saying.width < NUMBER_WIDTH && row <= (uint64_t)(room / NUMBER_WIDTH))
			saying.width = NUMBER_WIDTH;
		int shorter = array->form == NDARRAY_BOOLS ? saying.width : value_width(array, DIGITS_FEWER);
		if (row > (uint64_t)(room / saying.width) && row <= (uint64_t)(room / shorter)) {
			saying.digits = DIGITS_FEWER;
			saying.width = shorter;
		}
	}
	saying.fit = room / saying.width > 0 ? room / saying.width : 1;
	return saying;
}

/* "[2, 0, :, :]" before each block: the first `axes` axes tell which, of so many elements, it is. */
static void say_place(const struct ndarray *array, size_t at, uint32_t axes, uint64_t size, struct str *out)
{
	uint64_t index = size ? at / size : 0;
	int64_t places[8] = {0};
	uint32_t told = axes < 8 ? axes : 8;
	for (uint32_t i = told; i-- > 0;) {
		uint64_t length = array->dims[i] > 0 ? (uint64_t)array->dims[i] : 1;
		places[i] = (int64_t)(index % length);
		index /= length;
	}
	for (uint32_t i = 0; i < told; i++)
		str_printf(out, "%s%lld, ", i ? "" : "[", (long long)places[i]);
	str_append_text(out, axes + 1 == array->rank ? ":]" : ":, :]");
}

/* Values in rows of the last axis; as many in a line as fit. Where a row takes several lines each is told, else each matrix. */
static void say_values(struct tensors *tab, const struct ndarray *array)
{
	uint64_t row = array->rank && array->dims[array->rank - 1] > 0 ? (uint64_t)array->dims[array->rank - 1] : 1;
	struct saying saying = saying_of(array, row, tab->body.width);
	int width = saying.width;
	uint64_t fit = (uint64_t)saying.fit;
	struct str line = {0};
	uint32_t inner = row > fit ? 1 : 2; /* axes of a block */
	uint64_t block = array->rank <= inner ? 0 : inner == 1 ? row : row * (uint64_t)array->dims[array->rank - 2];
	for (size_t i = 0; i < array->kept; i++) {
		struct label value;
		if (block && i % block == 0) {
			say_place(array, i, array->rank - inner, block, &line);
			add_line(tab, &line, ROLE_DIM);
			str_clear(&line);
		}
		say_value(array, i, saying.digits, &value);
		int blank = width - value.width - (i % row % fit || array->form == NDARRAY_STRINGS ? 0 : GAP);
		str_printf(&line, "%*s%s", array->form == NDARRAY_STRINGS || blank < 0 ? 0 : blank, "", value.text);
		if (array->form == NDARRAY_STRINGS)
			str_printf(&line, "%*s", blank > 0 ? blank : 0, "");
		bool ends = (i + 1) % row == 0 || (i % row + 1) % fit == 0;
		if (ends || i + 1 == array->kept) {
			add_line(tab, &line, ROLE_TEXT);
			str_clear(&line);
		}
	}
	str_fini(&line);
}

/* Why there are no elements to show; NULL when there are some. */
static const char *why_none(const struct ndarray *array)
{
	bool known = dtype_name(array->dtype) && array->dtype != DTYPE_RESOURCE && array->dtype != DTYPE_VARIANT;
	if (array->form == NDARRAY_OPAQUE)
		return known ? "its elements can't be decoded: they are not as many as its shape says"
		             : "its elements can't be decoded: nothing is known of their type";
	for (uint32_t i = 0; i < array->rank; i++)
		if (array->dims[i] < 0)
			return "a dimension below zero: nothing has such a shape";
	return array->elements ? NULL : "an empty tensor";
}

static void make_lines(struct tensors *tab, const struct ndarray *array)
{
	struct str line = {0};
	char number[NUMBER_SIZE];
	const char *why = why_none(array);
	rich_clear(&tab->rich);
	say_shape(array, &line);
	add_line(tab, &line, ROLE_STRONG);
	str_clear(&line);
	say_facts(tab, array, &line);
	if (line.length)
		add_line(tab, &line, ROLE_TEXT);
	str_clear(&line);
	add_line(tab, &line, ROLE_TEXT);
	if (why) {
		str_append_text(&line, why);
		add_line(tab, &line, ROLE_DIM);
	} else {
		say_values(tab, array);
	}
	str_clear(&line);
	if (array->form != NDARRAY_OPAQUE && array->kept < array->elements) {
		number_grouped(number, (int64_t)array->kept);
		str_printf(&line, "… the first %s are kept: `tbtop export --kind tensor` has them all", number);
		add_line(tab, &line, ROLE_DIM);
	}
	str_fini(&line);
}

/* ---- Preparing -------------------------------------------------------------------------------- */

static bool same_place(const struct asset_place *a, const struct asset_place *b)
{
	return a->series == b->series && a->file == b->file && a->item.offset == b->item.offset &&
	       a->item.within == b->item.within && a->item.length == b->item.length;
}

static void keep_top(struct tensors *tab)
{
	int most = (int)tab->rich.lines - tab->body.height;
	most = most > 0 ? most : 0;
	tab->top = tab->top > most ? most : tab->top < 0 ? 0 : tab->top;
}

static void look(struct tensors *tab, const struct scene *scene, struct asks *out)
{
	struct asset_answer answer = {0};
	tab->note = (struct label){0};
	if (browse_empty(&tab->browse, scene, &tab->note, out) || !tab->slider.any)
		return;
	ask_asset(out, &tab->slider.place);
	if (scene->assets)
		answer = assets_look(scene->assets, &tab->slider.place);
	if (answer.state == ASSET_FAILED)
		label_format(&tab->note, "this tensor can't be shown: %s", status_text(answer.why));
	else if (answer.state != ASSET_READY)
		label_format(&tab->note, "loading …");
	if (answer.state != ASSET_READY ||
	    (tab->made && same_place(&tab->place, &tab->slider.place) && tab->width == tab->body.width))
		return;
	make_lines(tab, &answer.asset->ndarray);
	tab->made = true;
	tab->place = tab->slider.place;
	tab->width = tab->body.width;
}

static void say_title(struct tensors *tab, const struct scene *scene)
{
	struct label tag, plugin;
	tab->title = (struct label){0};
	if (tab->browse.tag == STORE_NONE)
		return;
	int room = tab->body.width > 24 ? tab->body.width : 24;
	label_name(&tag, store_tag_name(scene->store, tab->browse.tag), room / 2);
	label_format(&tab->title, "%s", tag.text);
	if (tab->browse.series == STORE_NONE || !store_series(scene->store, tab->browse.series).plugin.length)
		return;
	label_name(&plugin, store_series(scene->store, tab->browse.series).plugin, room / 3);
	label_format(&tab->title, "%s (%s)", tag.text, plugin.text);
}

static void prepare(void *state, const struct scene *scene, struct rect area, struct asks *out)
{
	struct tensors *tab = state;
	if (!tab->started)
		tab->browse.focus = browse_first(area);
	tab->started = true;
	browse_prepare(&tab->browse, scene, area, KIND_TENSOR);
	struct rect body = tab->browse.body, slider = {0};
	bool titled = rect_empty(tab->browse.frame) && body.height >= TITLE_FROM;
	tab->title_row = titled ? rect_take_top(&body, 1) : (struct rect){0};
	if (body.height >= SLIDER_FROM)
		slider = rect_take_bottom(&body, 1);
	tab->body = body;
	step_slider_prepare(&tab->slider, scene, tab->browse.series, slider);
	say_title(tab, scene);
	look(tab, scene, out);
	keep_top(tab);
}

/* ---- Painting ------------------------------------------------------------------------------------ */

static void paint(const void *state, struct canvas *canvas, struct rect area)
{
	const struct tensors *tab = state;
	struct rect old = canvas_clip(canvas, area), row = tab->title_row;
	browse_paint(&tab->browse, canvas, label_slice(&tab->title));
	canvas_text(canvas, row.x, row.y, row.width, label_slice(&tab->title), ROLE_TITLE, 0);
	if (tab->note.width)
		box_paint(canvas, tab->body, "tensor", tab->note.text, ROLE_DIM);
	else
		rich_paint(&tab->rich, canvas, tab->body, (uint32_t)tab->top, NULL);
	step_slider_paint(&tab->slider, canvas);
	canvas_unclip(canvas, old);
}

/* ---- Acting ---------------------------------------------------------------------------------------- */

static bool scroll(struct tensors *tab, enum action action)
{
	int page = tab->body.height > 1 ? tab->body.height - 1 : 1;
	switch (action) {
	case ACTION_UP: tab->top--; break;
	case ACTION_DOWN: tab->top++; break;
	case ACTION_PAGE_UP: tab->top -= page; break;
	case ACTION_PAGE_DOWN: tab->top += page; break;
	case ACTION_FIRST: tab->top = 0; break;
	case ACTION_LAST: tab->top = (int)tab->rich.lines; break;
	default: return false;
	}
	keep_top(tab);
	return true;
}

static enum reply act(void *state, const struct scene *scene, const struct input *input, struct asks *out)
{
	struct tensors *tab = state;
	if (step_slider_act(&tab->slider, scene, tab->browse.series, input, out))
		return REPLY_DONE;
	if ((tab->browse.single || tab->browse.focus == BROWSE_BODY) && scroll(tab, input->action))
		return REPLY_DONE;
	return browse_act(&tab->browse, scene, input, out);
}

static void offer_element(const struct ndarray *array, size_t at, struct rows *rows)
{
	rows_integer(rows, (int64_t)at);
	switch (array->form) {
	case NDARRAY_STRINGS: rows_text(rows, array->texts[at]); break;
	case NDARRAY_BOOLS: rows_text(rows, slice_of(array->bits[at] ? "true" : "false")); break;
	case NDARRAY_COMPLEX:
		rows_number(rows, number_value(array->type, array->bits[2 * at]));
		rows_number(rows, number_value(array->type, array->bits[2 * at + 1]));
		break;
	default: rows_number(rows, number_value(array->type, array->bits[at]));
	}
}

static void offer(const void *state, const struct scene *scene, struct offer *out)
{
	const struct tensors *tab = state;
	struct asset_answer answer = {0};
	offer_tag(out, scene, tab->browse.tag, KIND_TENSOR, tab->browse.run);
	if (scene->assets && tab->slider.any)
		answer = assets_look(scene->assets, &tab->slider.place);
	if (answer.state != ASSET_READY || answer.asset->ndarray.form == NDARRAY_OPAQUE)
		return;
	const struct ndarray *array = &answer.asset->ndarray;
	bool complex = array->form == NDARRAY_COMPLEX, all = array->kept == array->elements;
	out->rows_are = all ? "elements of this tensor" : "the first elements of this tensor";
	rows_column(&out->rows, slice_of("element"));
	rows_column(&out->rows, slice_of(complex ? "real" : "value"));
	if (complex)
		rows_column(&out->rows, slice_of("imaginary"));
	for (size_t i = 0; i < array->kept; i++)
		offer_element(array, i, &out->rows);
}

/* ---- The rest ---------------------------------------------------------------------------------------- */

static const struct binding bindings[] = {
	{"h", ACTION_LEFT, NULL, "step"},
	{"l", ACTION_RIGHT, NULL, "step"},
	{"j", ACTION_DOWN, NULL, "move"},
	{"<Tab>", ACTION_NEXT_PANE, NULL, "pane"},
	{"/", ACTION_FILTER, NULL, "find"},
	{"<Enter>", ACTION_ENTER, NULL, "zoom"},
	{NULL},
};

static bool available(const struct scene *scene)
{
	return store_kinds(scene->store) & KIND_BIT(KIND_TENSOR);
}

static void fini(void *state)
{
	struct tensors *tab = state;
	browse_fini(&tab->browse);
	rich_fini(&tab->rich);
}

static const struct meaning *const meanings[] = {slider_meanings, browse_meanings, run_meanings, list_meanings, NULL};

const struct view_ops tensors_view = {
	.name = "tensors",
	.title = "Tensors",
	.bindings = bindings,
	.meanings = meanings,
	.size = sizeof(struct tensors),
	.available = available,
	.prepare = prepare,
	.paint = paint,
	.act = act,
	.offer = offer,
	.fini = fini,
};
