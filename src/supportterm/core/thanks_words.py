"""Phrases of which a bare thanks is made, by language, in small letters without accents.

Phrases are parted by commas. A word in `[…]` may be missing, `a/b` is one of both, and `-` joins what is one of several
words: `[very-much/a-lot]`. The first table thanks, the others may stand about it: that it works, greetings, wishes.
"""

from typing import Final

THANKS: Final = """
[many/so-many] thanks [a-lot/a-ton/a-million/a-bunch/so-much/very-much/again]
 [to-you/to] [all/both/everyone/everybody/guys/folks/mate],
thank you/u [all/both/guys/again/kindly/so-much/very-much] [again/indeed], thankyou,
thx, tnx, tks, ty, tysm, tyvm, cheers, [much/greatly/really/very-much] appreciated,
[i/we] [really/much/greatly] appreciate it/that/your-help/the-help/all-your-help,
danke [dir/ihnen/euch/sehr/schon/vielmals/nochmal/nochmals], dankeschon,
[nochmal/nochmals] vielen/herzlichen/besten/lieben/tausend/recht-herzlichen dank [nochmal/nochmals],
merci [beaucoup/bien/encore/infiniment/mille-fois] [a-vous/a-toi/a-tous], [un] grand merci, mille mercis,
[muchas/mil/muchisimas] gracias [de-nuevo/otra-vez] [a-todos], [se/te/le] lo agradezco [mucho],
[mille/molte/tante] grazie [mille/ancora/infinite] [a-tutti],
[muito] obrigado/obrigada [de-novo] [a-todos], valeu, grato, grata,
[heel-erg/hartelijk] bedankt, [hartelijk] dank [je/u] [wel], dankjewel, dankuwel,
[stort/tusen] tack [sa-mycket/igen], tackar, [mange/tusen/tusind/hjertelig] tak/takk,
kiitos [paljon] [avusta/avustasi], paljon kiitoksia, suuri kiitos, suuret kiitokset, kiitti,
[bardzo] dziekuje/dziekuja [bardzo], [wielkie] dzieki [wielkie],
[moc/mockrat] dekuji/dekuju, [moc] diky [moc],
[большое/огромное] спасибо [большое/огромное] [вам] [еще-раз], [очень] благодарю [вас],
[cok] tesekkurler, [cok] tesekkur ederim/ederiz, sagolun, sag olun, sag ol
"""
DONE: Final = """
[that/this/it/everything/all/which] [now/has] works/worked/helped/helps
 [now/again/fine/great/perfectly/well/like-a-charm],
[that/it] is working [now/again/fine],
that/this/it did/does it/the-trick/the-job,
[that/this/which/it] [has] fixed/solved/resolved it/the-problem/the-issue/my-problem/my-issue,
the/my problem/issue is/has-been [now] solved/fixed/resolved, [now] solved, resolved, [all] fixed/sorted [now],
[its/it-is/all-is/everything-is/all/everything] good/well/fine/set/ok [now], got it [working] [now], understood, noted,
that/this/it [all] makes sense [now], that/this/it was [very/so/really/quite] simple/easy/quick/helpful/it,
[that-is/thats/this-is/it-is/its/all/very/so/really/absolutely/just] perfect/great/awesome/excellent/wonderful [of-you],
[that-is/thats/this-is/it-is/its/very/so/most/really/extremely] helpful/useful/kind/nice [of-you],
brilliant, super, fantastic, lovely, cool, wow, ok, okay, yes, yeah, yep, sure, [that-is/thats] all/it,
 oui, si, sim, you are the-best/great/awesome, youre the-best/great/awesome,
[such] [a] great/good/nice/excellent/fast/quick help/service/support/job/work/response/answer/explanation,
[very] [much] for [all] [your/the/all-your/this/that/a] [very] [quick/fast/prompt/kind/great/speedy/excellent/detailed]
 [and] [quick/fast/helpful/useful/kind]
 help/reply/replies/response/responses/answer/answers/support/assistance/time/effort/efforts/work/feedback/update/info
 /information/explanation/advice/suggestion/suggestions/tip/tips/it/everything/clarification,
for helping [me/us/me-out/us-out], for taking the time, for getting back [to-me/to-us], for clarifying,
das hat geholfen/funktioniert/geklappt, hat geholfen/funktioniert/geklappt,
[jetzt/nun/es] geht/funktioniert/klappt [es/alles] [jetzt/nun] [wieder], alles klar/gut/bestens/super, passt [so/jetzt],
perfekt, prima, klasse, toll, wunderbar, bestens, erledigt, hat sich erledigt,
fur die/ihre/eure/deine/das/den [sehr] [schnelle/rasche/prompte/tolle/super/freundliche/gute/nette]
 hilfe/antwort/ruckmeldung/unterstutzung/bearbeitung/info/information/muhe/hinweis/tipp,
pour votre/ton/ta/la/cette/vos [rapide/prompte/precieuse] aide/reponse/rapidite/retour/reactivite/support [rapide],
pour l aide, ca/cela marche/fonctionne [maintenant/tres-bien], [c-est/cest] parfait/genial/regle/resolu, d accord,
por su/tu/vuestra/la/el [rapida/pronta] ayuda/respuesta/apoyo/atencion/tiempo/soporte [rapida], por todo,
[ya] funciona [ahora/perfectamente/bien], [todo] perfecto/genial/excelente/estupendo/solucionado/resuelto, vale,
per il/la/l/il-vostro/il-tuo/la-vostra/la-tua [rapida/pronta] aiuto/risposta/supporto/disponibilita/assistenza,
[ora] funziona [tutto/ora/perfettamente], [tutto] perfetto/ottimo/risolto,
pela/pelo [sua] [rapida] ajuda/resposta/atencao/apoio/suporte/retorno, [ja] funciona/funcionou, perfeito, otimo,
voor de/uw/je/jullie [snelle/goede] hulp/reactie/antwoord/ondersteuning/service, [het] werkt [nu] [weer], top, opgelost,
for hjelpen/hjaelpen/svaret/hjalpen, det virker/fungerar/fungerer [nu/na], nu fungerar det, bra, toppen,
[nyt] toimii [nyt], za pomoc/odpowiedz/odpoved/szybka-odpowiedz/rychlou-odpoved, [juz] dziala, [uz] funguje,
за помощь/ответ/быстрый-ответ/оперативность, все работает, теперь [все] работает, отлично, yardiminiz icin, calisiyor
"""
AROUND: Final = """
hi/hello/hey/dear/greetings [there/all/team/everyone/support/again/sir/madam/folks/guys/support-team],
good morning/afternoon/evening/day [team/all/everyone], team, support, all, everyone, guys, folks, sir, madam, mate,
[kind/best/warm/many/kindest/warmest] regards, [all-the/all-my] best [wishes], sincerely [yours],
yours sincerely/truly/faithfully, take care, bye, and, you too, indeed, very much, so much,
[and] have/enjoy a/the/your [very] nice/good/great/lovely/wonderful [rest-of-the/rest-of-your] day/weekend/evening/week,
[and] have a good/great one, sent from my iphone/ipad/phone/android/samsung-galaxy/blackberry,
hallo [zusammen], guten tag/morgen/abend, moin, liebes [support] team, lieber, liebe, sehr geehrte damen und herren,
[viele/liebe/beste/freundliche/herzliche/schone] grusse/gruss/gruesse, mfg, lg, vg,
mit freundlichen/besten/lieben grussen/gruessen/gruss, [einen] schonen tag/abend [noch], [ein] schones wochenende, und,
bonjour, bonsoir, [bien] cordialement, bien a vous, bonne journee/soiree/continuation/fin-de-journee,
bon weekend/week-end, salutations, a bientot, et, hola, buenos dias, buenas tardes/noches, [un] [cordial] saludo,
saludos [cordiales], [que] [tenga/tengas/tengan] [un] [muy] buen dia/fin-de-semana, un abrazo, y,
ciao, salve, buongiorno, buonasera, [cordiali/distinti] saluti, buona giornata/serata, buon weekend, a presto, e,
ola, oi, bom dia, bom fim de semana, boa tarde/noite, atenciosamente, abraco, abracos, cumprimentos,
beste, goedemorgen, goedemiddag, groet, groeten, groetjes, met vriendelijke groet/groeten, mvg, fijne dag/avond [nog],
fijn weekend, en, hej, hei, [vanliga/vennlig/venlig] halsningar/hilsen, med vennlig/venlig hilsen, mvh,
ha en bra/fin/god dag, trevlig helg, god helg/dag/weekend, och, og, ja,
[ystavallisin] terveisin, hyvaa paivan/viikonlopun jatkoa, hyvaa viikonloppua,
dzien dobry, czesc, pozdrawiam, z powazaniem, milego dnia/weekendu, dobry den, s pozdravem, hezky den,
здравствуйте, добрый день/вечер, с уважением, хорошего дня, merhaba, saygilarimla, iyi gunler/calismalar
"""
UNSPACED: Final = """
ありがとうございました 有難うございました ありがとうございます 有難うございます ありがとう 感謝いたします 助かりました
谢谢您的帮助 谢谢你的帮助 感谢您的帮助 非常感谢 谢谢您 谢谢你 谢谢 多谢 感谢 謝謝您 謝謝 感謝
감사합니다 고맙습니다
"""
"""Thanks where words are not parted."""
UNSPACED_AROUND: Final = """
お世話になっております お世話になります よろしくお願いいたします よろしくお願いします
解決しました 承知いたしました 承知しました 了解しました ご対応 ご返信 ご回答
迅速な 早速の 丁寧な どうも 誠に 大変 本当に を
问题已解决 已经解决了 已解决 可以了 好的 您好 你好 祝好
안녕하세요 해결되었습니다 대단히 정말
"""
