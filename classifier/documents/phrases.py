"""Words of forms in English and Chinese: instructions, signatures and declarations."""

from __future__ import annotations

import re

_I = re.IGNORECASE

INSTRUCTIONS_HEADING = re.compile(
    r"(?:[一二三四五六七八九十\d]{1,2}[、.]\s*)?(?:填写|填寫|填表|填报|填報|编制|編製|编写|編寫|申报|申報|申请|申請|撰写|撰寫)(?:说明|說明|须知|須知|要求|注意事项|注意事項)[:：]?"
    r"|(?:general\s+)?(?:instructions?|guidance|guidelines?)(?:\s+notes?)?"
    r"(?:\s+(?:for|to)\s+(?:the\s+)?(?:applicants?|completing\b.{0,40}|completion\b.{0,40}"
    r"|fill(?:ing)?\b.{0,40}))?\s*:?"
    r"|how to (?:complete|fill in|fill out|use) (?:this|the) .{0,30}|notes? (?:for|to) applicants?\s*:?",
    _I,
)
# What a printed note does: it orders how the form is to be filled in.
ORDERS = re.compile(
    r"请|须|应当|应按|应由|应与|应如实|不得|务必|必须|不要|填写|填报|填表|打印|签章|盖章|装订|一式|字数|字以内|勾选|本表|本申[报请]书|A4|附页|报送"
    r"|\b(?:please|must(?: not)?|do not|should be (?:completed|typed|signed|submitted|attached|answered)"
    r"|applicants? (?:should|must|may|are)"
    r"|complete (?:all|every|each|the|this)|fill in|tick|use (?:black|block|the space|additional|font)"
    r"|answer (?:all|every|each)"
    r"|no (?:more|longer) than|word limit|this form|attach(?:ed)? to this|incomplete (?:forms"
    r"|applications))\b",
    _I,
)
# A bracket that says how long an answer may be, or what it should hold.
IN_BRACKETS = re.compile(
    r"[（(【\[<][^()（）【】\[\]<>\n]{0,60}?(?:"
    r"(?:不超[过過]|不多[于於]|不少[于於]|限|控制在)\s*\d+\s*字|\d+\s*字(?:以[内內]|以下|左右|[内內]|[为為]限)|可多选|单选|多选|必填|选填|可複選|可复选|單選|複選|必填|選填"
    r"|请(?:在|说明|注明|填写|列出|简述|描述|详细|简要|附|勾选|打|选择|另附)"
    r"|(?:no|not) (?:more|longer) than \d[\d,]* (?:words|characters|pages)"
    r"|(?:max(?:imum|\.)?|up to|at most|about|limit:?) ?(?:of )?\d[\d,]* ?(?:words|characters|pages)"
    r"|\d[\d,]* (?:words|characters) (?:max|or (?:less|fewer)|limit)"
    r"|please |if applicable|(?:one )?tick(?: (?:one|all|as|up to)\b|(?=[)）]))"
    r"|insert (?:text|name|date|here|your)|delete as appropriate"
    r")[^()（）【】\[\]<>\n]{0,120}[）)】\]>]",
    _I,
)
# A bracket that calls itself an instruction, or says that every applicant has to write the chapter.
NOTE_IN_BRACKETS = re.compile(
    r"[（(【\[]\s*(?:(?:填[写寫表报報]|编制|編製|申[报報请請])(?:说明|說明|要求)"
    r"|(?:instructions?|guidance)\b[^()（）:\n]{0,60}:|(?:compulsory|obligatory|mandatory)\b|本(?:章|篇|节|節|部分)[^()（）\n]{0,20}(?:必填|固定|通用|统一|統一|均[须需須]))"
    r"[^()（）【】\[\]\n]{0,600}[）)】\]]",
    _I,
)
PLACEHOLDER = re.compile(
    r"请在此处?[^\n。]{0,30}。?|(?:单击|点击)(?:或点按)?(?:此处|这里)[^\n。]{0,20}。?"
    r"|click or tap (?:here )?to enter (?:text|a date)\.?"
    r"|(?:click|type|enter|insert|write) (?:your |the )?(?:text|answer) here\.?|choose an item\.",
    _I,
)
# A sentence that begins by asking for an answer.
ASKS = re.compile(
    r"请(?:简要|详细|简明|逐项|如实|按|根据|结合|分别|重点|在|用|将)?[^。\n]{0,6}?"
    r"(?:说明|描述|填写|阐述|论述|列出|列明|注明|勾选|提供|简述|介绍|概述|附上|选择|打[√“\"]|粘贴)"
    r"|(?:please\s+(?:briefly\s+|clearly\s+)?(?:describe|explain|provide|indicate|attach|list|specify"
    r"|tick|complete|state|give|outline"
    r"|summari[sz]e|note|refer|do not|use|fill|ensure|include|select|answer|identify|sign|write|enter)"
    r"|(?:briefly\s+)?(?:describe|explain|outline|summari[sz]e|state|list)\s+(?:briefly\s+)?(?:how|why"
    r"|what|the|your|any)\s+"
    r"(?:[a-z]+\s+){0,12}?(?:you|your|applicant|project))\b",
    _I,
)
SIGNATURE = re.compile(
    r"[签簽]\s*[字名章]\s*(?:[:：（(）)_]|\s*$)|[（(]\s*加?[盖蓋]\s*章|[盖蓋]\s*章\s*[:：)）]|[（(]\s*(?:公\s*章|印\s*信)\s*[）)]|单位公章|法定代表人\s*[（(:：]"
    r"|^\W*sign(?:ature|ed)\b(?:\s+(?:of|by|on behalf of)\b[^:_.(]{0,40})?\s*(?:[:_(]|\.{3}|$)"
    r"|\bsignature\s*[:_]|\bauthori[sz]ed signatory\b|^\W*date\s*:?\s*[_.…]{3,}"
    r"|(?:^|[:：])[\s_\u3000]*(?:20\s*\d\d)?[\s_\u3000]*"
    r"年[_\s\u3000]+\d{0,2}[_\s\u3000]*月[_\s\u3000]+\d{0,2}[_\s\u3000]*日[\s\u3000]*$",
    _I,
)
NEAR_SIGNATURE = re.compile(
    r"(?:name|full name|title|position|date|place|stamp|seal|on behalf of|organisation|organization)"
    r"(?: \(?(?:in )?(?:print|block letters|printed)\)?)?\s*[:_].{0,50}"
    r"|(?:日\s*期|姓\s*名|职\s*务|地\s*点|单位名称"
    r"|负责人)\s*[:：].{0,30}"
    r"|[\d_\s\u3000]{0,8}年[\d_\s\u3000]{0,6}月[\d_\s\u3000]{0,6}日|[_\s.…]{5,}",
    _I,
)
BOILERPLATE_HEADING = re.compile(
    r"(?:(?:第?[一二三四五六七八九十\d]{1,3}[章、.．]|附\s*件\s*[一二三四五六七八九十\d]{0,2}[:：]?)\s*)?"
    r"(?:(?:申[请报請報]|项目|承担)?(?:单位|單位|人|者|负责人)?(?:信用|诚信|廉洁|真实性|法律|免责)?"
    r"(?:承诺|承諾|声明|聲明|切结|切結)[书書]?(?:[与與和及、](?:签[章字名]|簽[章字名]|盖章|蓋章|用印))?|保密(?:条款|声明))"
    r"|(?:[\dIVX.]{1,5}\s*|(?:annex|appendix|part) [A-Z\d][.:]?\s*)?"
    r"(?:declarations?(?: and signatures?| and certification)?|certification|disclaimer"
    r"|privacy (?:notice|statement)|terms and conditions"
    r"|applicant'?s? (?:declaration|statement|certification)|confidentiality(?: notice| statement)?)",
    _I,
)
BOILERPLATE = re.compile(
    r"(?:承诺|保证|声明)[^。\n]{0,40}(?:真实|属实|准确无误|合法有效)"
    r"|(?:真实|属实)[^。\n]{0,20}(?:法律责任|一切责任)|承担[^。\n]{0,12}法律责任"
    r"|未经[^。\n]{0,16}(?:许可|同意|授权)[^。\n]{0,16}(?:不得|禁止)(?:复制|转载|翻印|传播|使用|披露)|版权所有|本人已阅读"
    r"|\b(?:i|we|the (?:applicant|undersigned)|applicants?)(?:,[^,\n]{0,40},)?\s+(?:hereby\s+)?"
    r"(?:declare|certify|confirm|warrant|undertake|affirm)s?\b"
    r"(?=[^\n]*\b(?:information|statements?|particulars|details|application|documents?)\b)"
    r"[^\n]{0,160}\b(?:true|correct|accurate|false|misleading|authori[sz]ed)\b"
    r"|\ball rights reserved\b|©|\bcopyright (?:\(c\)|20\d\d)|\bstrictly confidential\b"
    r"|\bfor official use only\b"
    r"|\bwithout (?:the )?prior (?:written )?(?:consent|permission)\b|\bshall not be liable\b"
    r"|\baccepts? no (?:liability|responsibility)\b"
    r"|\bprocessed in accordance with\b[^\n]{0,40}\bdata protection\b",
    _I,
)
