/* sign.h: a small picture that stands for a state, with a name for those who do not see it. */
#pragma once

#include "core/cert/credential.h"

#include <adwaita.h>

G_BEGIN_DECLS

typedef enum
{
  INGAM_SIGN_GOOD,     /* all is well */
  INGAM_SIGN_SOON,     /* something is to be done */
  INGAM_SIGN_BAD,      /* does not work, or is over */
  INGAM_SIGN_LATER,    /* not yet */
  INGAM_SIGN_REPLACED, /* a newer one is there */
  INGAM_SIGN_LOCKED,   /* a password is needed to tell */
  INGAM_SIGN_UNKNOWN,  /* could not be told */
  INGAM_SIGN_NOTE,     /* good to know, nothing to do */
  INGAM_SIGN_FOLDER,   /* a place */
} IngamSignKind;

#define INGAM_TYPE_SIGN (ingam_sign_get_type ())
G_DECLARE_FINAL_TYPE (IngamSign, ingam_sign, INGAM, SIGN, AdwBin)

/* @name: what a screen reader says, translated; NULL for the kind's own word. */
void ingam_sign_set (IngamSign *self, IngamSignKind kind, const char *name);
IngamSignKind ingam_sign_get_kind (IngamSign *self);
const char *ingam_sign_kind_get_name (IngamSignKind kind);

/* For what draws the picture itself: its icon, and the name of its colour (NULL: dimmed text). */
const char *ingam_sign_kind_get_icon (IngamSignKind kind);
const char *ingam_sign_kind_get_color (IngamSignKind kind);

/* The sign of a credential at a time. */
IngamSignKind ingam_sign_kind_for (IngamCredential *credential, gint64 now);

G_END_DECLS
