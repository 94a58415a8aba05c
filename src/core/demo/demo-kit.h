/* demo-kit.h: what all samples are made with: test CAs, a few keys, one way from a person to files.
 * Internal to this folder.
 */
#pragma once

#include "core/demo/maker.h"
#include "core/store/layout.h"

G_BEGIN_DECLS

typedef enum
{
  INGAM_DEMO_WITH_PAIR = 1 << 0,      /* an encryption pair and CaPubs beside it */
  INGAM_DEMO_WITHOUT_RANDOM = 1 << 1, /* no R */
  INGAM_DEMO_WITHOUT_KEY = 1 << 2,    /* half a pair */
  INGAM_DEMO_LONG_KEY = 1 << 3,       /* 3072 bits */
  INGAM_DEMO_TRAILING = 1 << 4,       /* bytes after the key, as a careless tool leaves them */
  INGAM_DEMO_OWN_KEY = 1 << 5,        /* shared with nobody, as real people's are */
} IngamDemoFlags;

typedef struct
{
  const char *authority;  /* "KICA" */
  const char *subject[6]; /* after C and O; the CN last; NULL-terminated */
  const char *real_name;
  const char *id_number; /* made up: no such number was ever given out */
  const char *policy;
  const char *scheme; /* NULL without a key */
  int prf;            /* as ingam_sealed_key_seal() takes it */
  guint rounds;
  int begins; /* whole days from today */
  int ends;
  IngamDemoFlags flags;
} IngamDemoPerson;

/* What one person's folder holds. */
typedef struct
{
  GBytes *files[INGAM_ROLE_N];
  IngamSecret *plain;    /* of the signing key; NULL without one */
  IngamSecret *km_plain; /* of the encryption key */
} IngamDemoFolder;

void ingam_demo_folder_clear (IngamDemoFolder *folder);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (IngamDemoFolder, ingam_demo_folder_clear)

typedef struct _IngamDemoKit IngamDemoKit;

IngamDemoKit *ingam_demo_kit_new (gint64 now);
void ingam_demo_kit_free (IngamDemoKit *self);

/* Serial numbers count up from one kit's first call. */
gboolean ingam_demo_kit_make (IngamDemoKit *self,
                              const IngamDemoPerson *person,
                              IngamDemoFolder *ret_folder,
                              GError **error);

/* Puts the certificates of the root and of all CAs into @store, each in the folder of its own O, as
 * bank programs lay them out. */
gboolean ingam_demo_kit_put_authorities (IngamDemoKit *self, const char *store, GError **error);

/* The certificate of the CA that issues for @authority. Borrowed. */
GBytes *ingam_demo_kit_get_authority (IngamDemoKit *self, const char *authority);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamDemoKit, ingam_demo_kit_free)

G_END_DECLS
