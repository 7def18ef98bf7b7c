#include "model/choice_screen.h"

#include "model/choice_inside.h"

#include <math.h>

void screen_write_panels(const struct choice *choice, struct str *out)
{
	if (choice->panels)
		str_printf(out, "panels %d\n", choice->panels);
}

bool screen_read_panels(struct choice *choice, const struct words *words)
{
	double panels;
	if (words->count != 2 || !line_read_number(words->items[1], &panels) || fabs(panels) > CHOICE_PANELS)
		return false;
	choice->panels = (int)panels;
	return true;
}

void screen_write_side(const struct choice *choice, struct str *out)
{
	if (choice->side)
		str_printf(out, "sidebar %d\n", choice->side);
}

bool screen_read_side(struct choice *choice, const struct words *words)
{
	double columns;
	if (words->count != 2 || !line_read_number(words->items[1], &columns) || !(columns >= CHOICE_SIDE_LEAST) ||
	    !(columns <= CHOICE_SIDE_MOST))
		return false;
	choice->side = (int)columns;
	return true;
}

void screen_write_legend(const struct choice *choice, struct str *out)
{
	if (choice->legend_off)
		str_append_text(out, "no-legend\n");
}

bool screen_read_legend(struct choice *choice, const struct words *words)
{
	return choice->legend_off = words->count == 1;
}

void screen_write_hints(const struct choice *choice, struct str *out)
{
	if (choice->hints_off)
		str_append_text(out, "no-hints\n");
}

bool screen_read_hints(struct choice *choice, const struct words *words)
{
	return choice->hints_off = words->count == 1;
}

/* "column HEAD WIDTH" */
void screen_write_columns(const struct choice *choice, struct str *out)
{
	for (uint32_t i = 0; i < choice->columns.count; i++) {
		str_append_text(out, "column ");
		line_write_name(out, slice_of(choice->columns.items[i].name));
		str_printf(out, " %d\n", choice->columns.items[i].width);
	}
}

bool screen_read_column(struct choice *choice, const struct words *words)
{
	struct str name = {0};
	uint8_t width;
	bool good = words->count == 3 && line_read_text(words->items[1], &name) &&
	            line_read_small(words->items[2], COLUMN_WIDEST, &width) &&
	            columns_set(&choice->columns, str_text(&name), width);
	str_fini(&name);
	return good;
}

/* "column-sort HEAD", "column-sort HEAD reversed": the largest first */
void screen_write_column_sort(const struct choice *choice, struct str *out)
{
	if (!choice->columns.sort[0])
		return;
	str_append_text(out, "column-sort ");
	line_write_name(out, slice_of(choice->columns.sort));
	str_append_text(out, choice->columns.descending ? " reversed\n" : "\n");
}

bool screen_read_column_sort(struct choice *choice, const struct words *words)
{
	struct str name = {0};
	bool reversed = words->count == 3 && line_word_is(words->items[2], "reversed");
	bool good = words->count == 2 + reversed && line_read_text(words->items[1], &name) &&
	            columns_sort(&choice->columns, str_text(&name), reversed);
	str_fini(&name);
	return good;
}

void screen_write_hardware(const struct choice *choice, struct str *out)
{
	if (choice->hardware)
		str_append_text(out, "hardware\n");
}

bool screen_read_hardware(struct choice *choice, const struct words *words)
{
	return choice->hardware = words->count == 1;
}
