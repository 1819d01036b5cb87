#!/bin/sh
# Installs the program of this stick for this user, without internet, and opens its page.
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd) || exit 1
PYTHONUTF8=1
export PYTHONUTF8
case $(uname -s) in
Darwin) system=macos-$(uname -m) ;;
*) system=linux ;;
esac
for version in @PYTHONS@; do
    [ -f "$here/requirements/$system-$version.txt" ] || continue
    for python in "python$version" "/Library/Frameworks/Python.framework/Versions/$version/bin/python3" python3; do
        if "$python" -c "import sys; sys.exit('%d.%d' % sys.version_info[:2] != '$version')" 2>/dev/null; then
            exec "$python" "$here/install.py" "$@"
        fi
    done
done
echo "ไม่พบ Python ที่ใช้กับชุดนี้ได้ (@PYTHONS@) อ่าน อ่านก่อน.txt ข้อ 2"
echo "No Python that suits this bundle (@PYTHONS@): read README.txt, part 2"
exit 3
