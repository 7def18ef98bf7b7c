/* Any range on any scale: usable, its ticks in order, inside and apart. */
#include "chart/scale.h"
#include "fuzz/take.h"
#include "fuzz/target.h"

#include <math.h>

#define TICKS 64

static void check_scale(const struct scale *scale)
{
	if (!isfinite(scale->from) || !isfinite(scale->to) || !(scale->from < scale->to))
		object("a scale has two ends");
	if (scale->kind == SCALE_LOG && !(scale->from > 0))
		object("a log scale is above 0");
	if (fabs(scale_position(scale, scale->from)) > 1e-6 || fabs(scale_position(scale, scale->to) - 1) > 1e-6)
		object("its ends are 0 and 1");
}

/* A label is made of visible ASCII and ended. */
static void check_label(const struct tick *tick)
{
	size_t length = strnlen(tick->label, TICK_LABEL);
	if (length == TICK_LABEL)
		object("a label ends");
	for (size_t i = 0; i < length; i++)
		if (tick->label[i] < ' ' || tick->label[i] > '~')
			object("a label is ASCII");
}

static void check_ticks(const struct scale *scale, int cells, bool horizontal, size_t room)
{
	struct tick ticks[TICKS];
	size_t count = scale_ticks(scale, cells, horizontal, ticks, room);
	int free_from = 0, last_row = cells;
	if (count > room)
		object("no more ticks than there is room for");
	for (size_t i = 0; i < count; i++) {
		const struct tick *tick = &ticks[i];
		check_label(tick);
		if (!(tick->position >= 0 && tick->position <= 1) || (i && !(tick->value > ticks[i - 1].value)))
			object("ticks are inside and ascend");
		int start = scale_label_cell(tick, cells), end = start + (int)strlen(tick->label);
		if (horizontal && (start < free_from || end > cells))
			object("labels are apart and inside");
		int row = scale_row(tick->position, cells);
		if (!horizontal && (row >= last_row || row < 0))
			object("each label has its own row");
		free_from = end + 1;
		last_row = row;
	}
}

static void check_positions(const struct scale *scale, double a, double b)
{
	double low = scale_position(scale, a < b ? a : b), high = scale_position(scale, a < b ? b : a);
	if (low > high)
		object("larger is further");
	for (int size = 1; size < 300; size += 37) {
		int row = scale_row(low, size), column = scale_column(high, size);
		if (row < 0 || row >= size || column < 0 || column >= size)
			object("rows and columns are clamped");
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct take take = {bytes, length};
	uint8_t what = take_byte(&take);
	double from = take_double(&take), to = take_double(&take);
	struct scale scale = scale_of((enum scale_kind)(what % 5), from, to, what & 8);
	check_scale(&scale);
	int cells = take_byte(&take);
	size_t room = take_byte(&take) % (TICKS + 1);
	check_ticks(&scale, cells, what & 16, room);
	check_positions(&scale, take_double(&take), take_double(&take));
	return 0;
}
