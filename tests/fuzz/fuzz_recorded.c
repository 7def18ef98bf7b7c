/* What the recorder takes from others as it is: files of pictures and sounds, texts. */
#include "base/text.h"
#include "fuzz/take.h"
#include "fuzz/target.h"
#include "write/picture_file.h"
#include "write/utf8.h"
#include "write/wav.h"

/* What is recorded is what a reader shows as it stands: the recorder's rules and the reader's are the same. */
static void check_text(const uint8_t *bytes, size_t length)
{
	struct str text = {0}, repaired = {0};
	size_t found = 0;
	str_append(&text, bytes, length);
	struct slice before = slice_of(str_text(&text));
	text_repair(&repaired, before);
	bool sound = utf8_length(before.data, &found) == 0;
	if (sound != slice_equal(str_slice(&repaired), before) || (sound && found != before.length))
		object("UTF-8 is what needs no repair");
	str_fini(&text);
	str_fini(&repaired);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct picture_file picture;
	struct wav wav;
	if (picture_file_read(&picture, bytes, length) && (!picture.width || !picture.height || picture.channels < 1 ||
	                                                    picture.channels > 4))
		object("a picture has a size");
	if (wav_read(&wav, bytes, length) && wav.frames > length)
		object("no more frames than bytes");
	check_text(bytes, length);
	return 0;
}
