#include "view/profile_ranks.h"

#include "view/box.h"

#include <inttypes.h>

enum { RANK_WIDTH = 5, TIME_WIDTH = 9, PART_WIDTH = 8, PARTS = 4, NAME_LEAST = 10, NAME_MOST = 28, BAR_LEAST = 12, FOOT_FROM = 9, NOTES = 3 };

bool profile_ranks_any(const struct profile_files *files)
{
	const struct find *own = profile_files_current(files);
	int together = 0;
	for (int i = 0; own && i < files->count && together < 2; i++)
		together += profile_files_together(own, files->items[i]);
	return together > 1 || (own && own->digest.known && own->digest.overlap.communication > 0);
}

/* ---- Preparing ---- */

static int64_t rank_of(const struct find *find)
{
	return find->digest.known && find->digest.rank >= 0 ? find->digest.rank : INT64_MAX;
}

/* Sorted as they come, where there is no rank in the order of the files. */
static void list_rows(struct profile_ranks *ranks, const struct profile_files *files)
{
	const struct find *own = profile_files_current(files);
	ranks->count = ranks->read = 0;
	for (int i = 0; own && i < files->count; i++) {
		if (!profile_files_together(own, files->items[i]))
			continue;
		int at = ranks->count++;
		for (; at > 0 && rank_of(files->items[ranks->rows[at - 1]]) > rank_of(files->items[i]); at--)
			ranks->rows[at] = ranks->rows[at - 1];
		ranks->rows[at] = i;
		ranks->read += files->items[i]->digest.known;
	}
}

void profile_ranks_prepare(struct profile_ranks *ranks, const struct profile_files *files, struct rect area, struct asks *out)
{
	list_rows(ranks, files);
	for (int i = 0; i < ranks->count; i++) {
		const struct find *find = files->items[ranks->rows[i]];
		if (find->digest.known || find->state == FIND_FAILED)
			continue;
		ask(out, ASK_DIGEST, find->spec.path); /* the next when this one is there */
		break;
	}
	ranks->title = rect_take_top(&area, area.height > 4 ? 2 : 0);
	ranks->foot = rect_take_bottom(&area, area.height >= FOOT_FROM ? NOTES : 0);
	ranks->head = rect_take_top(&area, area.height > 1);
	ranks->body = area;
	list_fit(&ranks->list, ranks->count, area.height > 0 ? area.height : 1);
}

int profile_ranks_row(const struct profile_ranks *ranks)
{
	return ranks->list.cursor < ranks->count ? ranks->rows[ranks->list.cursor] : -1;
}

/* ---- Words ---- */

static double part(picoseconds of, picoseconds all)
{
	return all > 0 ? (double)of / (double)all : 0;
}

/* The mean step; the whole where there are none. */
static picoseconds step_of(const struct profile_digest *digest)
{
	return digest->steps ? digest->time / (picoseconds)digest->steps : digest->time;
}

/* Communication that no computing hides. */
static picoseconds exposed(const struct profile_digest *digest)
{
	return digest->overlap.communication - digest->overlap.both;
}

static picoseconds mean_step(const struct profile_ranks *ranks, const struct profile_files *files, int *slowest)
{
	picoseconds all = 0, most = -1;
	*slowest = -1;
	for (int i = 0; i < ranks->count; i++) {
		const struct profile_digest *digest = &files->items[ranks->rows[i]]->digest;
		if (!digest->known)
			continue;
		all += step_of(digest);
		if (step_of(digest) > most) {
			most = step_of(digest);
			*slowest = ranks->rows[i];
		}
	}
	return ranks->read ? all / ranks->read : 0;
}

static void name_rank(const struct find *find, struct label *out)
{
	if (find->digest.rank >= 0)
		label_format(out, "%" PRId64, find->digest.rank);
	else
		label_format(out, "—");
}

static void paint_title(const struct profile_ranks *ranks, const struct profile_files *files, struct canvas *canvas)
{
	struct label line = {0}, time, name;
	int width = ranks->title.width, slowest;
	picoseconds mean = mean_step(ranks, files, &slowest), hidden = 0, all = 0;
	for (int i = 0; i < ranks->count; i++) {
		const struct profile_digest *digest = &files->items[ranks->rows[i]]->digest;
		hidden += digest->overlap.both;
		all += digest->overlap.communication;
	}
	line_add(&line, width, "%d profile%s together", ranks->count, ranks->count == 1 ? "" : "s");
	if (ranks->read < ranks->count)
		line_add(&line, width, "%d read", ranks->read);
	if (all > 0)
		line_add(&line, width, "computing hides %.0f %% of the communication", 100 * part(hidden, all));
	if (slowest >= 0 && ranks->read > 1 && mean > 0) {
		const struct find *find = files->items[slowest];
		label_name(&name, slice_of(find->spec.host), NAME_MOST);
		label_time(&time, step_of(&find->digest));
		line_add(&line, width, "slowest %s, %s, %+.1f %% of the mean", name.text, time.text, 100 * (part(step_of(&find->digest), mean) - 1));
	}
	canvas_text(canvas, ranks->title.x, ranks->title.y, width, label_slice(&line), ROLE_TITLE, 0);
}

/* ---- Rows ---- */

static int cells_width(void)
{
	return RANK_WIDTH + TIME_WIDTH + PARTS * PART_WIDTH + 1;
}

static int name_width(const struct profile_ranks *ranks)
{
	int left = ranks->body.width - cells_width() - 2;
	left = left > NAME_MOST + BAR_LEAST + 1 ? NAME_MOST : left > NAME_LEAST ? left : NAME_LEAST;
	return left;
}

/* From left to right: it computes, both, it communicates alone, neither. */
static void paint_bar(const struct profile_ranks *ranks, struct canvas *canvas, const struct profile_digest *digest, int y)
{
	int x = ranks->body.x + cells_width() + name_width(ranks) + 3, width = ranks->body.x + ranks->body.width - x;
	const picoseconds parts[] = {digest->overlap.compute - digest->overlap.both, digest->overlap.both, exposed(digest)};
	static const uint32_t signs[] = {0x2588, 0x2593, 0x2592};
	static const enum role roles[] = {ROLE_GOOD, ROLE_SERIES_2, ROLE_WARN};
	picoseconds until = 0;
	if (width < BAR_LEAST || digest->time <= 0)
		return;
	for (int i = 0, column = 0; i < 3; i++) {
		until += parts[i];
		for (int end = (int)(part(until, digest->time) * width + 0.5); column < end && column < width; column++)
			canvas_put(canvas, x + column, y, signs[i], roles[i], 0);
	}
}

static void paint_cells(const struct profile_ranks *ranks, struct canvas *canvas, int y, const char *const *cells, struct slice name,
                        enum role role)
{
	static const int widths[] = {RANK_WIDTH - 1, TIME_WIDTH, PART_WIDTH, PART_WIDTH, PART_WIDTH, PART_WIDTH};
	struct rect body = ranks->body;
	struct label text;
	canvas_text_right(canvas, body.x, y, widths[0], slice_of(cells[0]), role, 0);
	label_name(&text, name, name_width(ranks));
	canvas_text(canvas, body.x + RANK_WIDTH + 1, y, text.width, label_slice(&text), role, 0);
	for (int i = 1, x = body.x + RANK_WIDTH + 1 + name_width(ranks); i < 2 + PARTS; i++) {
		if (x + widths[i] > body.x + body.width)
			break;
		canvas_text_right(canvas, x, y, widths[i], slice_of(cells[i]), role, 0);
		x += widths[i];
	}
}

static void paint_rank(const struct profile_ranks *ranks, const struct find *find, struct canvas *canvas, int y)
{
	const struct profile_digest *digest = &find->digest;
	struct label rank, step, parts[PARTS];
	const char *cells[2 + PARTS] = {"", "", "", "", "", ""};
	if (!digest->known) {
		cells[0] = find->state == FIND_FAILED ? "✗" : "…";
		paint_cells(ranks, canvas, y, cells, slice_of(find->spec.host), ROLE_DIM);
		return;
	}
	const picoseconds times[PARTS] = {digest->overlap.compute, digest->overlap.communication, digest->overlap.both, exposed(digest)};
	name_rank(find, &rank);
	label_time(&step, step_of(digest));
	cells[0] = rank.text;
	cells[1] = step.text;
	for (int i = 0; i < PARTS; i++) {
		label_format(&parts[i], "%.1f %%", 100 * part(times[i], digest->time));
		cells[2 + i] = parts[i].text;
	}
	paint_cells(ranks, canvas, y, cells, slice_of(find->spec.host), ROLE_TEXT);
	paint_bar(ranks, canvas, digest, y);
}

void profile_ranks_paint(const struct profile_ranks *ranks, const struct profile_files *files, struct canvas *canvas)
{
	static const char *const heads[] = {"rank", "step", "compute", "comm", "both", "exposed"};
	if (ranks->title.height)
		paint_title(ranks, files, canvas);
	if (ranks->head.height)
		paint_cells(ranks, canvas, ranks->head.y, heads, slice_of("worker"), ROLE_DIM);
	for (int y = 0; y < ranks->body.height && ranks->list.top + y < ranks->count; y++) {
		paint_rank(ranks, files->items[ranks->rows[ranks->list.top + y]], canvas, ranks->body.y + y);
		if (ranks->list.top + y == ranks->list.cursor)
			canvas_paint(canvas, (struct rect){ranks->body.x, ranks->body.y + y, cells_width() + name_width(ranks) + 1, 1}, ROLE_SELECTED, 0);
	}
	static const char *const notes[] = {
		"Of the steps' time: a device computes (without one: the host); communication",
		"is under way (NCCL's kernels, collectives, nccl: and gloo: calls); both are;",
		"exposed: communication alone, which no computing hides.",
	};
	for (int i = 0; i < NOTES && i < ranks->foot.height; i++)
		canvas_text(canvas, ranks->foot.x, ranks->foot.y + i, ranks->foot.width, slice_of(notes[i]), ROLE_DIM, 0);
}

bool profile_ranks_act(struct profile_ranks *ranks, const struct input *input)
{
	int y = input->event.y - ranks->body.y;
	if (input->action == ACTION_MOUSE && input->event.mouse == MOUSE_PRESS && y >= 0 && y < ranks->body.height)
		ranks->list.cursor = ranks->list.top + y;
	return list_act(&ranks->list, input->action, ranks->count, ranks->body.height);
}
