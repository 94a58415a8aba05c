/* sealed-archive-readme.c: the way back for somebody without Ingam.
 *
 * In both languages whatever the computer spoke that made it, and so not in the translations: it
 * may be years later, somebody else, and another computer. Its first line tells the format to a
 * reader.
 */
#include "config.h"

#include "core/backup/sealed-archive-private.h"

#include <string.h>

#define FIRST "Ingam backup, format "

static const char readme[] = FIRST G_STRINGIFY (
    INGAM_SEALED_ARCHIVE_FORMAT) "\n"
                                 "인감 백업\n"
                                 "\n"
                                 "이 파일을 읽고 있다면 백업이 열린 거예요. 나머지는 손으로도 할 "
                                 "수 있어요.\n"
                                 "\n"
                                 "들어 있는 것\n"
                                 "  NPKI           공동인증서(옛 공인인증서)가 든 폴더. 은행 "
                                 "프로그램이 쓰는 모양 그대로예요.\n"
                                 "  manifest.json  파일마다 크기와 SHA-256, 만든 때\n"
                                 "  padding.bin    0만 들어 있어요. 크기로 개수를 짐작하지 못하게 "
                                 "채운 것이니 지워도 돼요.\n"
                                 "\n"
                                 "복구하기\n"
                                 "  리눅스    인감을 설치하고 ‘복구’를 고르거나, NPKI 폴더를 홈 "
                                 "폴더에 넣으세요(~/NPKI).\n"
                                 "  윈도우    NPKI 폴더를 USB 메모리의 맨 위에 넣거나, 아래 폴더에 "
                                 "넣으세요.\n"
                                 "            C:\\Users\\<사용자 이름>\\AppData\\LocalLow\\NPKI\n"
                                 "  맥        NPKI 폴더를 아래 폴더에 넣으세요.\n"
                                 "            ~/Library/Preferences/NPKI\n"
                                 "  같은 이름의 폴더가 있으면 먼저 이름을 바꿔 두세요. 그 안의 "
                                 "것이 더 새것일 수 있어요.\n"
                                 "\n"
                                 "여는 프로그램\n"
                                 "  윈도우는 7-Zip이나 반디집, 맥은 Keka나 반디집, 리눅스는 7z나 "
                                 "bsdtar로 열려요.\n"
                                 "  윈도우 탐색기와 맥의 압축 유틸리티는 이런 암호(AES-256)를 열지 "
                                 "못해요.\n"
                                 "  바깥 파일을 백업 암호로 열면 안에 ZIP이 하나 더 있고, 그것은 "
                                 "암호 없이 열려요.\n"
                                 "\n"
                                 "알아 둘 것\n"
                                 "  인증서 비밀번호는 백업할 때와 같아요. 백업 암호와는 다른 "
                                 "것이에요.\n"
                                 "  풀어 놓은 폴더는 복구한 뒤에 지우세요.\n"
                                 "\n"
                                 "\n"
                                 "Ingam backup\n"
                                 "\n"
                                 "If you can read this, the backup is open. The rest can be done "
                                 "by hand.\n"
                                 "\n"
                                 "What is in it\n"
                                 "  NPKI           the folder with Korean joint certificates, as "
                                 "bank programs know it\n"
                                 "  manifest.json  size and SHA-256 of each file, and when this "
                                 "was made\n"
                                 "  padding.bin    nothing but zeros, so that the size does not "
                                 "tell how many there are\n"
                                 "\n"
                                 "Restoring\n"
                                 "  Linux    Install Ingam and choose Restore, or put the folder "
                                 "NPKI into your home folder\n"
                                 "           (~/NPKI).\n"
                                 "  Windows  Put the folder NPKI at the top of a USB stick, or "
                                 "here:\n"
                                 "           C:\\Users\\<user name>\\AppData\\LocalLow\\NPKI\n"
                                 "  Mac      Put the folder NPKI here:\n"
                                 "           ~/Library/Preferences/NPKI\n"
                                 "  If there is a folder of that name, rename it first: what is in "
                                 "it may be newer.\n"
                                 "\n"
                                 "Programs that open it\n"
                                 "  7-Zip or Bandizip on Windows, Keka or Bandizip on a Mac, 7z or "
                                 "bsdtar on Linux.\n"
                                 "  Windows Explorer and the Mac's own Archive Utility do not know "
                                 "this encryption (AES-256).\n"
                                 "  The outer file opens with the backup passphrase; the ZIP in it "
                                 "opens without.\n"
                                 "\n"
                                 "Good to know\n"
                                 "  The certificates have the passwords that they had. The backup "
                                 "passphrase is another thing.\n"
                                 "  Delete the unpacked folder once you have restored from it.\n";

G_STATIC_ASSERT (sizeof readme <= INGAM_SEALED_MAX_README);

const char *
ingam_sealed_archive_get_readme (void)
{
  return readme;
}

guint
ingam_sealed_archive_parse_readme (const char *text, gsize size)
{
  gsize at = strlen (FIRST);
  guint format = 0;

  if (size < at || memcmp (text, FIRST, at) != 0)
    return 0;
  for (; at < size && g_ascii_isdigit (text[at]) && format < G_MAXUINT16; at++)
    format = format * 10 + (guint) (text[at] - '0');
  return at < size && text[at] == '\n' ? format : 0;
}
