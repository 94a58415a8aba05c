/* scan-folder.c: what lies in one credential folder, read with as few calls as there are facts.
 *
 * Everything is relative to a directory descriptor; links are never followed, and only what the
 * folder says is a regular file is opened, so that a device or FIFO of the right name does nothing.
 * The folder is always listed: asking for the four exact names instead would save a tenth of the
 * time and would not see "signcert.der", which some programs write. Two threads buy that back.
 *
 * The signing certificate is read last, because what the walk finds in it points into the buffer.
 */
#include "config.h"

#include "core/store/scan-folder.h"

#include "core/base/durable-file.h"
#include "core/codec/sealed-key.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* What a file's clock may miss of a change: a tick of the kernel's, or two seconds where the file
 * system counts in those (FAT). A file younger than this could change again and look the same. */
#define TICK_NS (20 * G_GINT64_CONSTANT (1000000))
#define COARSE_TICK_NS (2100 * G_GINT64_CONSTANT (1000000))

/* Names longer than this are compared no further: two programs cut them in different places. */
#define COMPARED_NAME 120

/* The order in which files are read, and added to a mark. */
static const IngamRole read_order[] = { INGAM_ROLE_KM_CERT, INGAM_ROLE_KM_KEY, INGAM_ROLE_SIGN_KEY,
                                        INGAM_ROLE_SIGN_CERT };

typedef struct
{
  char name[NAME_MAX + 1];
  guint8 type;
  gboolean present;
  gboolean exact; /* spelled as we would */
} Found;

struct _IngamFolderReader
{
  GPtrArray *oddities;
  guint8 *buffer;
  gsize buffer_size;
  Found found[INGAM_ROLE_N];
  guint n_names;
  gint64 now_ns;

  /* the last answer about an issuer, for the next thousand that are the same */
  const char *organization;
  GByteArray *issuer;
  gboolean issuer_fits;
};

IngamFolderReader *
ingam_folder_reader_new (GPtrArray *oddities)
{
  IngamFolderReader *self = g_new0 (IngamFolderReader, 1);

  self->oddities = oddities;
  self->buffer_size = MAX (INGAM_CERTIFICATE_MAX_SIZE, INGAM_SEALED_KEY_MAX_SIZE) + 1;
  self->buffer = g_malloc (self->buffer_size);
  self->issuer = g_byte_array_new ();
  return self;
}

void
ingam_folder_reader_free (IngamFolderReader *self)
{
  g_byte_array_unref (self->issuer);
  g_free (self->buffer);
  g_free (self);
}

/* --- oddities --- */

void
ingam_scan_oddity_free (IngamScanOddity *oddity)
{
  g_free (oddity->path);
  g_free (oddity->display);
  g_free (oddity);
}

void
ingam_scan_oddity_add (GPtrArray *oddities,
                       IngamOddity what,
                       const char *parent_path,
                       const char *name,
                       const char *file)
{
  const char *parts[] = { parent_path, name, file };
  g_autoptr (GString) path = g_string_new (NULL);
  IngamScanOddity *oddity = g_new0 (IngamScanOddity, 1);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i] && *parts[i])
      g_string_append_printf (path, "%s%s", path->len ? "/" : "", parts[i]);
  oddity->what = what;
  oddity->display = ingam_name_dup_inert (path->str, 0);
  oddity->path = g_string_free (g_steal_pointer (&path), FALSE);
  g_ptr_array_add (oddities, oddity);
}

/* --- listing --- */

static IngamRole
match_role (const char *name, gboolean *ret_exact)
{
  for (IngamRole role = INGAM_ROLE_SIGN_CERT; role < INGAM_ROLE_N; role++)
    if (strcmp (name, ingam_layout_get_file_name (role)) == 0)
      {
        *ret_exact = TRUE;
        return role;
      }
  *ret_exact = FALSE;
  return ingam_layout_find_role (name);
}

gboolean
ingam_folder_is_better_name (IngamRole role, const char *name, const char *old)
{
  const char *ours = ingam_layout_get_file_name (role);

  if (!old || strcmp (name, ours) == 0)
    return TRUE;
  return strcmp (old, ours) != 0 && strcmp (name, old) < 0;
}

static gboolean
note_name_cb (const char *name, guint8 type, gpointer user_data)
{
  IngamFolderReader *self = user_data;
  gboolean exact;
  IngamRole role;
  Found *found;

  if (++self->n_names > INGAM_SCAN_MAX_FILES)
    return FALSE;
  role = match_role (name, &exact);
  found = &self->found[role];
  if (role == INGAM_ROLE_OTHER ||
      !ingam_folder_is_better_name (role, name, found->present ? found->name : NULL))
    return TRUE;
  g_strlcpy (found->name, name, sizeof found->name);
  found->type = type;
  found->present = TRUE;
  found->exact = exact;
  return TRUE;
}

/* --- marks --- */

static void
mix (IngamFolderMark *mark, guint64 value)
{
  guint64 high = mark->high ^ value;

  mark->low = (mark->low ^ value) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  mark->low ^= mark->low >> 29;
  high *= G_GUINT64_CONSTANT (0xc2b2ae3d27d4eb4f);
  mark->high = (guint32) (high >> 32) ^ (guint32) mark->low;
}

static gint64
count_ns (const struct timespec *time)
{
  return (gint64) time->tv_sec * 1000000000 + time->tv_nsec;
}

static void
add_to_mark (IngamFolderMark *mark, const struct stat *st)
{
  mix (mark, st->st_dev);
  mix (mark, st->st_ino);
  mix (mark, (guint64) st->st_size);
  mix (mark, st->st_mode);
  mix (mark, (guint64) count_ns (&st->st_mtim));
  mix (mark, (guint64) count_ns (&st->st_ctim));
}

static gboolean
is_young (const struct stat *st, gint64 now_ns)
{
  gint64 tick = st->st_ctim.tv_nsec == 0 ? COARSE_TICK_NS : TICK_NS;

  return count_ns (&st->st_ctim) >= now_ns - tick;
}

gboolean
ingam_folder_reader_is_unchanged (IngamFolderReader *self,
                                  const IngamFolderPlace *place,
                                  const IngamFolderMark *mark)
{
  IngamFolderMark now = { 0 };
  char path[NAME_MAX + 32];
  gsize size = strlen (place->name);
  struct stat st;

  if (!mark->settled || size > NAME_MAX ||
      fstatat (place->parent, place->name, &st, AT_SYMLINK_NOFOLLOW) != 0)
    return FALSE;
  add_to_mark (&now, &st);

  memcpy (path, place->name, size);
  path[size++] = '/';
  for (guint i = 0; i < G_N_ELEMENTS (read_order); i++)
    if (mark->roles & (1u << read_order[i]))
      {
        g_strlcpy (path + size, ingam_layout_get_file_name (read_order[i]), sizeof path - size);
        if (fstatat (place->parent, path, &st, AT_SYMLINK_NOFOLLOW) != 0)
          return FALSE;
        add_to_mark (&now, &st);
      }
  return now.low == mark->low && now.high == mark->high;
}

/* --- reading one file --- */

/* Fills the buffer; 0, or the oddity that says why not. */
static IngamOddity
read_whole (IngamFolderReader *self, int fd, gsize expected, gsize *ret_size)
{
  gsize size = 0;

  while (size < self->buffer_size)
    {
      ssize_t n = TEMP_FAILURE_RETRY (read (fd, self->buffer + size, self->buffer_size - size));

      if (n < 0)
        return INGAM_ODDITY_UNREADABLE;
      size += (gsize) n;
      if (n == 0 || size == expected)
        break;
    }
  *ret_size = size;
  return 0;
}

/* Opens a file of the folder and adds it to the mark. */
static IngamOddity
open_file (IngamFolderReader *self,
           int folder,
           IngamRole role,
           gsize limit,
           IngamFolderMark *mark,
           struct stat *ret_stat,
           int *ret_fd)
{
  const Found *found = &self->found[role];
  g_auto (IngamFd) fd = -1;

  if (found->type != DT_REG && found->type != DT_UNKNOWN)
    return INGAM_ODDITY_REFUSED;
  fd = openat (folder, found->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (fd < 0)
    return errno == ELOOP || errno == ENXIO || errno == ENODEV ? INGAM_ODDITY_REFUSED :
                                                                 INGAM_ODDITY_UNREADABLE;
  if (fstat (fd, ret_stat) != 0)
    return INGAM_ODDITY_UNREADABLE;
  if (!S_ISREG (ret_stat->st_mode) || ret_stat->st_size > (goffset) limit)
    return INGAM_ODDITY_REFUSED;

  add_to_mark (mark, ret_stat);
  mark->roles |= (guint8) (1u << role);
  if (!found->exact || is_young (ret_stat, self->now_ns))
    mark->settled = FALSE;
  *ret_fd = g_steal_fd (&fd);
  return 0;
}

static IngamOddity
read_file (IngamFolderReader *self,
           int folder,
           IngamRole role,
           gsize limit,
           IngamFolderMark *mark,
           struct stat *ret_stat,
           gsize *ret_size)
{
  g_auto (IngamFd) fd = -1;
  IngamOddity odd = open_file (self, folder, role, limit, mark, ret_stat, &fd);

  if (!odd)
    odd = read_whole (self, fd, (gsize) ret_stat->st_size, ret_size);
  if (odd)
    mark->settled = FALSE;
  return odd;
}

/* --- what a file holds --- */

/* Known by name to be one that every system opens: no need to ask a parsed key. */
static gboolean
is_supported (const char *scheme, const guint8 *data, gsize size)
{
  static const char *const usual[] = { "pbes1-seed", "pbes2-seed" };
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (IngamSealedKey) key = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (usual); i++)
    if (strcmp (scheme, usual[i]) == 0)
      return TRUE;
  bytes = g_bytes_new (data, size);
  key = ingam_sealed_key_new (bytes, NULL);
  return key && ingam_sealed_key_is_supported (key);
}

static gboolean
is_open_to_others (const struct stat *folder, const struct stat *key)
{
  return (folder->st_mode & 0022) || ((folder->st_mode & 0011) && (key->st_mode & 0066));
}

static IngamOddity
look_at_key (IngamFolderReader *self,
             int folder,
             IngamRole role,
             const struct stat *folder_stat,
             IngamFolderMark *mark,
             const char **ret_scheme,
             guint64 *ret_rounds)
{
  IngamOddity odd;
  IngamDer rest = { self->buffer, 0 };
  struct stat st;

  odd = read_file (self, folder, role, INGAM_SEALED_KEY_MAX_SIZE, mark, &st, &rest.size);
  if (odd)
    return odd;
  if (is_open_to_others (folder_stat, &st))
    odd |= INGAM_ODDITY_READABLE_BY_OTHERS;
  if (!ingam_der_take_whole (&rest, INGAM_DER_SEQUENCE, NULL) ||
      !ingam_sealed_key_peek (self->buffer, (gsize) (rest.data - self->buffer), ret_scheme,
                              ret_rounds))
    return odd | INGAM_ODDITY_DAMAGED;
  if (rest.size > 0)
    odd |= INGAM_ODDITY_TRAILING_BYTES;
  if (!is_supported (*ret_scheme, self->buffer, (gsize) (rest.data - self->buffer)))
    odd |= INGAM_ODDITY_UNSUPPORTED_KEY;
  return odd;
}

static IngamOddity
look_at_certificate (IngamFolderReader *self,
                     int folder,
                     IngamRole role,
                     IngamFolderMark *mark,
                     IngamCertificateFields *ret_fields)
{
  struct stat st;
  gsize size = 0;
  IngamOddity odd;

  odd = read_file (self, folder, role, INGAM_CERTIFICATE_MAX_SIZE, mark, &st, &size);
  if (odd)
    return odd;
  if (!ingam_certificate_peek (self->buffer, size, ret_fields))
    return INGAM_ODDITY_DAMAGED;
  return ret_fields->whole.size < size ? INGAM_ODDITY_TRAILING_BYTES : 0;
}

#define UNUSABLE (INGAM_ODDITY_DAMAGED | INGAM_ODDITY_REFUSED | INGAM_ODDITY_UNREADABLE)

/* The encryption pair is there when both halves are what their names say. */
static IngamOddity
look_at_encryption_pair (IngamFolderReader *self,
                         int folder,
                         const struct stat *folder_stat,
                         IngamFolderMark *mark,
                         gboolean *ret_has_pair)
{
  gboolean has_certificate = self->found[INGAM_ROLE_KM_CERT].present;
  gboolean has_key = self->found[INGAM_ROLE_KM_KEY].present;
  IngamOddity of_certificate = 0, of_key = 0;
  IngamCertificateFields fields;
  const char *scheme;
  guint64 rounds;

  if (has_certificate)
    of_certificate = look_at_certificate (self, folder, INGAM_ROLE_KM_CERT, mark, &fields);
  if (has_key)
    of_key = look_at_key (self, folder, INGAM_ROLE_KM_KEY, folder_stat, mark, &scheme, &rounds);
  *ret_has_pair = has_certificate && has_key && !((of_certificate | of_key) & UNUSABLE);
  return of_certificate | of_key | (has_certificate != has_key ? INGAM_ODDITY_ENCRYPTION_HALF : 0);
}

/* --- where it lies --- */

static gboolean
issuer_fits (IngamFolderReader *self, const IngamFolderPlace *place, IngamDer issuer)
{
  g_autofree char *said = NULL;
  g_autofree char *said_key = NULL;
  g_autofree char *place_key = NULL;
  const IngamAuthority *authority;

  if (self->organization == place->organization && self->issuer->len == issuer.size &&
      memcmp (self->issuer->data, issuer.data, issuer.size) == 0)
    return self->issuer_fits;

  said = ingam_name_dup_attribute (issuer, INGAM_NAME_ORGANIZATION, 0);
  said_key = said ? ingam_layout_dup_key (said) : NULL;
  place_key = ingam_layout_dup_key (place->organization);
  authority = ingam_authority_find (issuer);
  self->issuer_fits =
      g_strcmp0 (said_key, place_key) == 0 ||
      (authority && authority == ingam_authority_find_by_organization (place->organization));
  self->organization = place->organization;
  g_byte_array_set_size (self->issuer, 0);
  g_byte_array_append (self->issuer, issuer.data, (guint) issuer.size);
  return self->issuer_fits;
}

/* Letters and digits only, folded: programs spell a DN as a folder in many ways. */
static char *
dup_skeleton (const char *name)
{
  g_autofree char *key = ingam_layout_dup_key (name);
  GString *skeleton = g_string_new (NULL);
  guint n = 0;

  for (const char *at = key; *at && n < COMPARED_NAME; at = g_utf8_next_char (at))
    if (g_unichar_isalnum (g_utf8_get_char (at)))
      {
        g_string_append_unichar (skeleton, g_utf8_get_char (at));
        n++;
      }
  return g_string_free (skeleton, FALSE);
}

static gboolean
name_holds_values (const char *name, IngamDer subject)
{
  gsize size = strlen (name);
  IngamDer set, attribute, value;
  guint8 tag;

  if (!ingam_der_take (&subject, INGAM_DER_SEQUENCE, &subject))
    return FALSE;
  for (guint i = 0; i < INGAM_NAME_MAX_RDNS && subject.size > 0; i++)
    if (!ingam_der_take (&subject, INGAM_DER_SET, &set) ||
        !ingam_der_take (&set, INGAM_DER_SEQUENCE, &attribute) ||
        !ingam_der_take (&attribute, INGAM_DER_OID, NULL) ||
        !ingam_der_next (&attribute, &tag, &value, NULL) ||
        !memmem (name, size, value.data, value.size))
      return FALSE;
  return subject.size == 0;
}

/* A folder whose name is a DN, but of somebody else. One that is called anything else says
 * nothing. */
static gboolean
name_fits (const char *name, const IngamCertificateFields *fields)
{
  g_autofree char *folder = NULL;
  g_autofree char *ours = NULL;
  g_autofree char *theirs = NULL;

  if (!strchr (name, '=') || name_holds_values (name, fields->subject))
    return TRUE;
  folder = ingam_layout_dup_folder (fields);
  ours = dup_skeleton (strrchr (folder, '/') + 1);
  theirs = dup_skeleton (name);
  return strncmp (ours, theirs, MIN (strlen (ours), strlen (theirs))) == 0;
}

/* --- the folder --- */

static void
report_unusable (IngamFolderReader *self,
                 const IngamFolderPlace *place,
                 IngamOddity odd,
                 IngamRole role)
{
  for (guint bit = 1; bit <= INGAM_ODDITY_MISPLACED; bit <<= 1)
    if (odd & bit)
      ingam_scan_oddity_add (self->oddities, bit, place->parent_path, place->name,
                             role == INGAM_ROLE_OTHER ? NULL : self->found[role].name);
}

static int
open_and_list (IngamFolderReader *self, const IngamFolderPlace *place, struct stat *ret_stat)
{
  g_auto (IngamFd) folder = -1;
  struct stat st;
  struct timespec now;

  folder = openat (place->parent, place->name,
                   O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (folder < 0)
    {
      if (fstatat (place->parent, place->name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
          S_ISLNK (st.st_mode))
        report_unusable (self, place, INGAM_ODDITY_REFUSED, INGAM_ROLE_OTHER);
      else if (errno != ENOTDIR && errno != ENOENT)
        report_unusable (self, place, INGAM_ODDITY_UNREADABLE, INGAM_ROLE_OTHER);
      return -1;
    }

  self->n_names = 0;
  for (guint i = 0; i < INGAM_ROLE_N; i++)
    self->found[i].present = FALSE;
  clock_gettime (CLOCK_REALTIME, &now);
  self->now_ns = count_ns (&now);
  if (fstat (folder, ret_stat) != 0 || !ingam_folder_each_name (folder, note_name_cb, self))
    {
      report_unusable (self, place, INGAM_ODDITY_UNREADABLE, INGAM_ROLE_OTHER);
      return -1;
    }
  if (self->n_names > INGAM_SCAN_MAX_FILES)
    report_unusable (self, place, INGAM_ODDITY_REFUSED, INGAM_ROLE_OTHER);
  return g_steal_fd (&folder);
}

/* No signing certificate: what is there instead. */
static void
report_without_certificate (IngamFolderReader *self, const IngamFolderPlace *place)
{
  if (self->found[INGAM_ROLE_SIGN_KEY].present)
    report_unusable (self, place, INGAM_ODDITY_NO_CERTIFICATE, INGAM_ROLE_SIGN_KEY);
  else if (self->found[INGAM_ROLE_KM_CERT].present)
    report_unusable (self, place, INGAM_ODDITY_ENCRYPTION_HALF, INGAM_ROLE_KM_CERT);
  else if (self->found[INGAM_ROLE_KM_KEY].present)
    report_unusable (self, place, INGAM_ODDITY_ENCRYPTION_HALF, INGAM_ROLE_KM_KEY);
}

static IngamCredential *
make_credential (IngamFolderReader *self,
                 const IngamFolderPlace *place,
                 IngamCredentialFacts *facts)
{
  char path[3 * NAME_MAX];

  if (!issuer_fits (self, place, facts->fields->issuer) || !name_fits (place->name, facts->fields))
    facts->oddities |= INGAM_ODDITY_MISPLACED;
  g_snprintf (path, sizeof path, "%s/%s", place->parent_path, place->name);
  facts->folder = path;
  return ingam_credential_new (facts);
}

IngamCredential *
ingam_folder_reader_read (IngamFolderReader *self,
                          const IngamFolderPlace *place,
                          IngamOddity more,
                          IngamFolderMark *ret_mark)
{
  IngamCertificateFields fields;
  IngamCredentialFacts facts = { .fields = &fields };
  g_auto (IngamFd) folder = -1;
  struct stat st;
  IngamOddity odd;

  *ret_mark = (IngamFolderMark){ .settled = TRUE };
  folder = open_and_list (self, place, &st);
  if (folder < 0)
    return NULL;
  if (!self->found[INGAM_ROLE_SIGN_CERT].present)
    {
      report_without_certificate (self, place);
      return NULL;
    }

  add_to_mark (ret_mark, &st);
  if (is_young (&st, self->now_ns))
    ret_mark->settled = FALSE;
  odd = more | look_at_encryption_pair (self, folder, &st, ret_mark, &facts.has_encryption_pair);
  if (self->found[INGAM_ROLE_SIGN_KEY].present)
    odd |= look_at_key (self, folder, INGAM_ROLE_SIGN_KEY, &st, ret_mark, &facts.key_scheme,
                        &facts.key_rounds);
  else
    odd |= INGAM_ODDITY_NO_KEY;

  facts.oddities = look_at_certificate (self, folder, INGAM_ROLE_SIGN_CERT, ret_mark, &fields);
  if (facts.oddities & UNUSABLE)
    {
      report_unusable (self, place, facts.oddities, INGAM_ROLE_SIGN_CERT);
      return NULL;
    }
  facts.oddities |= odd;
  return make_credential (self, place, &facts);
}
