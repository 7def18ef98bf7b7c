/* Where our own files are, by the XDG base directory specification (0.8). None is ever in a LOGDIR. */
#ifndef TBTOP_CMD_PLACES_H
#define TBTOP_CMD_PLACES_H

/*
 * $XDG_CONFIG_HOME/tbtop/config, else ~/.config/tbtop/config; $XDG_STATE_HOME/tbtop,
 * else ~/.local/state/tbtop. Freed by the caller; NULL without a home. A variable that
 * holds no absolute path counts as not set.
 */
char *places_config(void);
char *places_state(void);

#endif
