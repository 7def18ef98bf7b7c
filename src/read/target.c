#include "read/target.h"

#include "read/wire.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LARGEST 1e18
#define DIGITS 32

/* Whether a hyperparameter of that name (its last part after `/` or `.`) is such a step. */
static bool is_target(struct slice name)
{
	static const char *const names[] = {
		"max_steps", "max_step", "total_steps", "num_steps", "n_steps_total", "train_steps", "num_train_steps",
		"max_train_steps", "training_steps", "num_training_steps", "total_training_steps", "max_iters", "max_iter",
		"max_iterations", "num_iterations", "total_iterations", "total_iters", "num_iters", "total_timesteps",
	};
	size_t begin = name.length;
	while (begin && name.data[begin - 1] != '/' && name.data[begin - 1] != '.')
		begin--;
	struct slice last = slice_make(name.data + begin, name.length - begin);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (slice_equal(last, slice_of(names[i])))
			return true;
	return false;
}

static double text_number(const void *bytes, size_t length)
{
	char text[DIGITS], *end;
	if (!length || length >= sizeof text)
		return 0;
	memcpy(text, bytes, length);
	text[length] = '\0';
	double number = strtod(text, &end);
	return end != text && !*end ? number : 0;
}

/* google.protobuf.Value: a number, or one that was written as text (TB: google/protobuf/struct.proto). */
static double value_number(struct wire message)
{
	struct wire_field field;
	double number = 0;
	while (wire_next(&message, &field)) {
		if (wire_is(&field, 2, WIRE_FIXED64))
			memcpy(&number, &field.number, sizeof number);
		else if (wire_is(&field, 3, WIRE_BYTES))
			number = text_number(field.bytes, field.length);
	}
	return number;
}

static double believable(double number)
{
	return number >= 1 && number <= LARGEST ? number : 0;
}

/* An entry of map<string, Value>: 0 unless it is such a step. */
static double entry_target(struct wire message)
{
	struct wire_field field;
	bool named = false;
	double number = 0;
	while (wire_next(&message, &field)) {
		if (wire_is(&field, 1, WIRE_BYTES))
			named = is_target(slice_make(field.bytes, field.length));
		else if (wire_is(&field, 2, WIRE_BYTES))
			number = value_number(wire_of(field.bytes, field.length));
	}
	return named ? believable(number) : 0;
}

/* TB: plugins/hparams/plugin_data.proto, SessionStartInfo.hparams. */
static double session_target(struct wire message)
{
	struct wire_field field;
	double target = 0;
	while (wire_next(&message, &field))
		if (wire_is(&field, 1, WIRE_BYTES)) {
			double one = entry_target(wire_of(field.bytes, field.length));
			target = one > target ? one : target;
		}
	return target;
}

double target_read(struct slice content)
{
	struct wire message = wire_of(content.data, content.length);
	struct wire_field field;
	double target = 0;
	while (content.length && wire_next(&message, &field))
		if (wire_is(&field, 3, WIRE_BYTES))
			target = session_target(wire_of(field.bytes, field.length));
	return target;
}

double target_of_hparams(const struct hparam *hparams, size_t count)
{
	double target = 0;
	for (size_t i = 0; i < count; i++) {
		const struct hparam *hparam = &hparams[i];
		double number = hparam->type == HPARAM_NUMBER ? hparam->number
		              : hparam->type == HPARAM_TEXT   ? text_number(hparam->text.data, hparam->text.length)
		                                              : 0;
		if (is_target(str_slice(&hparam->name)))
			target = fmax(target, believable(number));
	}
	return target;
}
