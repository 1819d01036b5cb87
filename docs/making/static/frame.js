/* What the search says, in Thai where the page is Thai. */
if (document.documentElement.lang === "th" && typeof Documentation !== "undefined") {
  Documentation.addTranslations({
    locale: "th",
    plural_expr: "0",
    messages: {
      "Searching": "กำลังค้นหา",
      "Preparing search...": "กำลังเตรียมการค้นหา...",
      "Search Results": "ผลการค้นหา",
      "Your search did not match any documents. Please make sure that all words are spelled correctly and that you've selected enough categories.":
        "ไม่พบคำนี้ ลองใช้คำที่สั้นลงหรือสะกดอีกแบบ",
      "Search finished, found one page matching the search query.": ["พบ ${resultCount} หน้า"],
      "Hide Search Matches": "เลิกเน้นคำที่ค้น",
    },
  });
}

/* Each switch of the contents says which part it opens. */
document.addEventListener("DOMContentLoaded", () => {
  const opens = document.documentElement.lang === "th" ? "หัวข้อย่อยของ" : "Parts of";
  for (const toggle of document.querySelectorAll("li.has-children > details > summary")) {
    const link = toggle.closest("li").querySelector("a");
    if (link) toggle.setAttribute("aria-label", `${opens} ${link.textContent.trim()}`);
  }
});
